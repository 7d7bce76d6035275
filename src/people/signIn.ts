import passport from 'passport';
import { Strategy } from 'passport-local';
import type { PeopleReads } from './people.reads.js';
import { passwordIsRight } from './passwords.js';

interface Session {
  accountId: number;
  credentialsVersion: number;
}

/** Passport with the password strategy; a new password or a disabled account ends the sessions opened before. */
export function signInWith(people: PeopleReads): passport.Authenticator {
  const authenticator = new passport.Passport();
  authenticator.use(
    new Strategy({ usernameField: 'email', passwordField: 'password' }, (email, password, done) => {
      people
        .accountByEmail(email)
        .then(async (account) => {
          const right = await passwordIsRight(account?.passwordHash, password);
          return account && right && !account.disabled ? people.person(account) : false;
        })
        .then((person) => done(null, person), done);
    }),
  );
  authenticator.serializeUser((user, done) => {
    people.accountById(user.accountId).then((account) => done(null, { accountId: user.accountId, credentialsVersion: account?.credentialsVersion }), done);
  });
  authenticator.deserializeUser((session: Session, done) => {
    people
      .accountById(session.accountId)
      .then((account) => (account && !account.disabled && account.credentialsVersion === session.credentialsVersion ? people.person(account) : undefined))
      .then((person) => done(null, person ?? false), done);
  });
  return authenticator;
}
