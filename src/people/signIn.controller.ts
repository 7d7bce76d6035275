import { timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type passport from 'passport';
import { actorOf, signedIn } from '../access/signedIn.js';
import { parseForm, textAsked } from '../forms/parseForm.js';
import type { Clock } from '../shared/clock.js';
import { RuleBroken, type Problem } from '../shared/errors.js';
import { keptIn, keepForm } from '../web/keptForm.js';
import type { Logger } from '../web/log.js';
import { notify } from '../web/notice.js';
import { safePath } from '../web/safePath.js';
import type { AccountsService } from './accounts.service.js';
import { oneTimeCode } from './passwords.js';
import type { PeopleReads } from './people.reads.js';
import { SetUpForm } from './signIn.form.js';
import { waitMinutes, type SignInLimits } from './signInLimits.js';

export class SignInController {
  private setUpCode: string | undefined;

  constructor(
    private readonly authenticator: passport.Authenticator,
    private readonly accounts: AccountsService,
    private readonly people: PeopleReads,
    private readonly limits: SignInLimits,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** Prints the one-time code while nobody has an account. */
  async offerSetUp(): Promise<void> {
    if (await this.people.anyAccount()) return;
    this.setUpCode = oneTimeCode();
    const message = `Nobody can sign in yet. Open the first page and set up the first administrator with this one-time code: ${this.setUpCode}`;
    if (this.log.isLevelEnabled('warn')) this.log.warn(message);
    else process.stdout.write(`${message}\n`);
  }

  /** The code to set up with; undefined once somebody has an account, whichever process they set up on. */
  private async codeToSetUp(): Promise<string | undefined> {
    if (this.setUpCode !== undefined && (await this.people.anyAccount())) this.setUpCode = undefined;
    return this.setUpCode;
  }

  showSignIn = async (request: Request, response: Response): Promise<void> => {
    if (await this.codeToSetUp()) return response.redirect(303, '/setup');
    if (request.user) return response.redirect(303, '/');
    this.signInPage(response, { next: safePath(request.query['next']), email: '', kept: undefined, errors: [] });
  };

  signIn = async (request: Request, response: Response): Promise<void> => {
    const { email: typedEmail, password, next: typedNext } = request.body as Record<string, unknown>;
    const email = textAsked(typedEmail, 254);
    const next = safePath(typedNext);
    const kept = keptIn(request);
    const again = (status: number, problem: Problem): void => this.signInPage(response.status(status), { next, email, kept, errors: [problem] });
    if (email === '' || typeof password !== 'string' || password === '') {
      return again(400, { field: email === '' ? 'email' : 'password', message: email === '' ? 'Enter your e-mail address.' : 'Enter your password.' });
    }
    const address = request.ip ?? '';
    if (!(await this.limits.mayTry(email, address))) {
      return again(429, { field: 'form', message: `There were too many wrong passwords. Wait ${waitMinutes} minutes and try again, or ask your administrator for a new password.` });
    }
    const person = await this.authenticate(request, response);
    if (!person) {
      await this.limits.wrongPassword(email, address);
      return again(400, { field: 'password', message: 'The e-mail address or the password is not right. Check both and try again.' });
    }
    await this.limits.rightPassword(email);
    await new Promise<void>((done, fail) => request.logIn(person, (error) => (error ? fail(error as Error) : done())));
    request.session.signedInAt = request.session.seenAt = this.clock.now().getTime();
    await this.accounts.signedIn(person.accountId);
    if (kept) return keepForm(request, response, kept, 'You are signed in again. Check what you typed and save it.');
    response.redirect(303, next);
  };

  private authenticate(request: Request, response: Response): Promise<Express.User | false> {
    return new Promise((done, fail) => {
      const attempt = this.authenticator.authenticate('local', (error: Error | null, person: Express.User | false) => (error ? fail(error) : done(person))) as RequestHandler;
      void attempt(request, response, fail as NextFunction);
    });
  }

  /** What someone meets who is not signed in; what they typed goes with them. */
  askToSignIn = (request: Request, response: Response): void => {
    if (request.method === 'GET') return response.redirect(303, request.path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(safePath(request.originalUrl))}`);
    this.signInPage(response.status(401), {
      next: '/',
      email: '',
      kept: keptIn(request),
      errors: [{ field: 'form', message: 'You were signed out because you had not used Plumbline for a while. Sign in to go on; what you typed is kept.' }],
    });
  };

  private signInPage(response: Response, page: { next: string; email: string; kept: string | undefined; errors: Problem[] }): void {
    response.render('people/sign-in', page);
  }

  signOut = (request: Request, response: Response, next?: NextFunction): void => {
    request.logout((error) => {
      if (error) return next?.(error);
      request.session.destroy(() => response.redirect(303, '/sign-in'));
    });
  };

  showPassword = (request: Request, response: Response): void => {
    response.render('people/password', { errors: [], mustChange: signedIn(request).mustChangePassword });
  };

  changePassword = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const { current, password, repeated } = request.body as Record<string, unknown>;
    const text = (value: unknown): string => (typeof value === 'string' ? value : '');
    const again = (status: number, problems: readonly Problem[]): void => response.status(status).render('people/password', { errors: problems, mustChange: person.mustChangePassword });
    const address = request.ip ?? '';
    if (!(await this.limits.mayTry(person.email, address))) {
      return again(429, [{ field: 'current', message: `There were too many wrong passwords. Wait ${waitMinutes} minutes and try again.` }]);
    }
    try {
      await this.accounts.changePassword(actorOf(person), person.accountId, text(current), text(password), text(repeated));
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      if (error.problems.some((problem) => problem.field === 'current')) await this.limits.wrongPassword(person.email, address);
      else await this.limits.rightPassword(person.email);
      return again(400, error.problems);
    }
    await this.limits.rightPassword(person.email);
    // The old sessions ended with the old password; this one goes on as a new one.
    const { signedInAt } = request.session;
    await new Promise<void>((done, fail) => request.logIn(person, (error) => (error ? fail(error as Error) : done())));
    request.session.signedInAt = signedInAt ?? this.clock.now().getTime();
    request.session.seenAt = this.clock.now().getTime();
    notify(request, 'Your password is changed. Other devices are signed out.');
    response.redirect(303, '/');
  };

  showSetUp = async (_request: Request, response: Response): Promise<void> => {
    if (!(await this.codeToSetUp())) return response.redirect(303, '/sign-in');
    response.render('people/setup', { typed: {}, errors: [] });
  };

  setUp = async (request: Request, response: Response): Promise<void> => {
    const setUpCode = await this.codeToSetUp();
    if (setUpCode === undefined) return response.redirect(303, '/sign-in');
    const again = (errors: readonly Problem[]): void => response.status(400).render('people/setup', { typed: request.body as object, errors });
    const form = parseForm(SetUpForm, request.body);
    if (!form.ok) return again(form.errors);
    const { code, name, email } = form.value;
    if (!(await this.limits.mayTry('the first administrator', request.ip ?? ''))) {
      return again([{ field: 'code', message: `There were too many wrong codes. Wait ${waitMinutes} minutes and try again.` }]);
    }
    if (!sameCode(code, setUpCode)) {
      await this.limits.wrongPassword('the first administrator', request.ip ?? '');
      return again([{ field: 'code', message: 'This is not the one-time code. It stands in the log of this start of Plumbline.' }]);
    }
    await this.limits.rightPassword('the first administrator');
    const { password, repeated } = request.body as Record<string, string>;
    try {
      await this.accounts.setUpFirstAdministrator(name, email, String(password ?? ''), String(repeated ?? ''));
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      return again(error.problems);
    }
    this.setUpCode = undefined;
    notify(request, 'The first administrator is set up. Sign in with the password you chose.');
    response.redirect(303, '/sign-in');
  };
}

function sameCode(typed: string, code: string): boolean {
  const [a, b] = [typed.trim().toLowerCase(), code].map((text) => Buffer.from(text));
  return a!.length === b!.length && timingSafeEqual(a!, b!);
}
