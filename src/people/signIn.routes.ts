import type { Routes } from '../access/routes.js';
import type { SignInController } from './signIn.controller.js';

export function signInRoutes(routes: Routes, controller: SignInController): void {
  routes.get('/setup', 'public', controller.showSetUp);
  routes.post('/setup', 'public', controller.setUp);
  routes.get('/sign-in', 'public', controller.showSignIn);
  routes.post('/sign-in', 'public', controller.signIn);
  routes.post('/sign-out', 'signed_in', controller.signOut);
  routes.get('/account/password', 'signed_in', controller.showPassword);
  routes.post('/account/password', 'signed_in', controller.changePassword);
}
