// Takes the README's pictures from a demonstration that runs on http://localhost:3000: `npm run screenshots`.
import { mkdirSync } from 'node:fs';
import { openBrowser } from './person.js';

const address = 'http://localhost:3000';
const password = 'plumbline-demo';
const pictures: [name: string, email: string, path: string, height: number][] = [
  ['snapshot', 'parker.grove@example.org', '/snapshot?month=2022-07&as_at=2022-08-15', 1180],
  ['moderator-effect', 'parker.grove@example.org', '/moderator-effect?month=2022-07&as_at=2022-08-15', 1180],
  ['task-list', 'parker.rowan@example.org', 'main a[href$="/write"]', 900],
  ['moderation', 'morgan.juniper@example.org', 'main a[href$="/moderation"]', 900],
  ['audit', 'sidney.hazel@example.org', '/audits/A00777', 1000],
  ['concern', 'toby.gorse@example.org', '/concerns/K0032', 900],
  ['month', 'sidney.hazel@example.org', '/month?month=2022-08', 1180],
  ['my-work', 'jordan.rook@example.org', '/', 1180],
  ['follow-up', 'parker.grove@example.org', '/follow-up?month=2022-07&as_at=2022-08-15', 1180],
  ['proposal', 'sidney.hazel@example.org', '/allocation/proposals', 1180],
];

mkdirSync('docs/screenshots', { recursive: true });
const browser = await openBrowser();
for (const [name, email, place, height] of pictures) {
  const context = await browser.newContext({ viewport: { width: 1280, height } });
  const page = await context.newPage();
  await page.goto(`${address}/sign-in`);
  await page.fill('#email', email);
  await page.fill('#password', password);
  await Promise.all([page.waitForEvent('load'), page.click('main button[type=submit]')]);
  if (place.startsWith('/')) await page.goto(address + place);
  else await Promise.all([page.waitForEvent('load'), page.locator(place).first().click()]);
  if (name === 'moderation') await Promise.all([page.waitForEvent('load'), page.locator('main a[href*="/moderation/"]').nth(1).click()]);
  if (name === 'proposal') {
    await Promise.all([page.waitForEvent('load'), page.locator('main form[method=post] button').first().click()]);
    await page.locator('#lines').scrollIntoViewIfNeeded();
  }
  await page.screenshot({ path: `docs/screenshots/${name}.png` });
  await context.close();
}
await browser.close();
