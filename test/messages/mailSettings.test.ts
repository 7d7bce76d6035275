import assert from 'node:assert/strict';
import { loadConfig, type MailConfig } from '../../src/config.js';

const mail = (SMTP_URL: string, MAIL_FROM = 'Plumbline <plumbline@example.gov.uk>'): MailConfig => loadConfig({ SMTP_URL, MAIL_FROM }).mail!;

describe('the settings for e-mail', () => {
  it('name the mail server; a connection that leaves this machine is encrypted', () => {
    assert.deepEqual(mail('smtp://us%40er:p%3Aw@mail.example.gov.uk'), {
      host: 'mail.example.gov.uk', port: 587, secure: false, requireTLS: true, auth: { user: 'us@er', pass: 'p:w' }, from: 'Plumbline <plumbline@example.gov.uk>',
    });
    assert.deepEqual(mail('smtps://mail.example.gov.uk/', 'plumbline@example.gov.uk'), {
      host: 'mail.example.gov.uk', port: 465, secure: true, requireTLS: false, auth: undefined, from: 'plumbline@example.gov.uk',
    });
    for (const here of ['localhost', '127.0.0.1', '[::1]']) assert.equal(mail(`smtp://${here}:25`).requireTLS, false, here);
    assert.equal(mail('smtp://[::1]:25').host, '::1');
    assert.equal(mail('smtp://localhost.example.org').requireTLS, true);
  });

  it('may be left out: then no e-mail is sent', () => {
    assert.equal(loadConfig({}).mail, null);
    assert.equal(loadConfig({}).digestHour, 7);
    assert.equal(loadConfig({ MAIL_DIGEST_HOUR: '0' }).digestHour, 0);
  });

  it('that are wrong are named, and nothing of them is repeated', () => {
    for (const wrong of ['mail.example.gov.uk', 'http://mail.example.gov.uk', 'smtp://', 'smtp://host:99999', 'smtp://user:secret@host/path', 'smtp://host?pool=true', 'smtp://user:100%@host']) {
      assert.throws(() => mail(wrong), { name: 'CannotStart', message: 'SMTP_URL must be smtp://user:password@host:587 or smtps://user:password@host:465.' }, wrong);
    }
    for (const wrong of ['', 'Plumbline', 'two@a.example two@b.example', 'a@b\r\nBcc: c@d', 'Plumbline <a@b> <c@d>']) {
      assert.throws(() => mail('smtp://localhost:25', wrong), /^CannotStart: MAIL_FROM must be set when SMTP_URL is/, wrong);
    }
    for (const wrong of ['24', '-1', 'seven', '7.5']) assert.throws(() => loadConfig({ MAIL_DIGEST_HOUR: wrong }), /^CannotStart: MAIL_DIGEST_HOUR must be a whole number from 0 to 23\.$/);
  });
});
