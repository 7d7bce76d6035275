import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { testPassword } from '../support/testApp.js';

const { source: axe } = createRequire(import.meta.url)('axe-core') as { source: string };

/** Debian's Chromium, or the one CHROMIUM names. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

interface AxeFinding {
  id: string;
  help: string;
  nodes: { target: unknown[]; html: string }[];
}

/** Someone at a browser. Every page they see is checked with axe and for text that runs off a narrow screen. */
export class BrowserPerson {
  private readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly address: string,
  ) {
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.complaints.push(`script error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Refused/.test(message.text())) this.complaints.push(message.text());
    });
  }

  static async at(browser: Browser, address: string, { javaScript = true, width = 1280 } = {}): Promise<BrowserPerson> {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    // Scripts that never arrive rather than a browser that runs none: axe must still run, and no page of ours has one inside.
    if (!javaScript) await context.route('**/*.js', (route) => route.abort());
    return new BrowserPerson(context, await context.newPage(), address);
  }

  /** Opens a page by its path. */
  async open(path: string): Promise<this> {
    await this.page.goto(`${this.address}${path}`);
    return this.look();
  }

  async signIn(email: string): Promise<this> {
    await this.open('/sign-in');
    await this.fill('E-mail address', email);
    await this.page.locator('#password').fill(testPassword);
    return this.press('Sign in');
  }

  async signOut(): Promise<this> {
    return this.press('Sign out');
  }

  async fill(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).fill(text);
  }

  /** Types into the field of this name. */
  async type(name: string, text: string): Promise<void> {
    await this.page.locator(`main [name="${name}"]:is(input, textarea)`).first().fill(text);
  }

  /** Chooses the answer with this value. */
  async answer(name: string, value: string): Promise<void> {
    await this.page.locator(`main input[name="${name}"][value="${value}"]`).check();
  }

  /** Types a day in its three fields. */
  async day(name: string, day: string): Promise<void> {
    const [year, month, date] = day.split('-').map(Number);
    for (const [part, value] of Object.entries({ day: date, month, year })) await this.type(`${name}-${part}`, String(value));
  }

  async select(name: string, text: string | RegExp): Promise<void> {
    const list = this.page.locator(`main select[name="${name}"]`);
    const options = await list.locator('option').allTextContents();
    const index = options.findIndex((option) => (typeof text === 'string' ? option.trim() === text : text.test(option)));
    assert.notEqual(index, -1, `${name} has no ${String(text)} but ${options.slice(0, 5).join(', ')} …`);
    await list.selectOption({ index });
  }

  async press(button: string): Promise<this> {
    return this.click(this.page.getByRole('button', { name: button, exact: true }).first());
  }

  /** Follows a link of the page itself or of the menu. */
  async follow(link: string | RegExp): Promise<this> {
    const named = { name: link, ...(typeof link === 'string' ? { exact: true } : {}) };
    return this.click(this.page.locator('main, nav').getByRole('link', named).first());
  }

  /** Clicks what leads to another page, and looks at that page. */
  async click(what: Locator): Promise<this> {
    await Promise.all([this.page.waitForEvent('load'), what.click()]);
    return this.look();
  }

  async heading(): Promise<string> {
    return (await this.page.locator('h1').first().innerText()).trim();
  }

  async text(): Promise<string> {
    return (await this.page.locator('body').innerText()).replace(/\s+/g, ' ');
  }

  /** Checks the page in view. */
  async look(): Promise<this> {
    await this.page.waitForLoadState('load');
    const where = new URL(this.page.url()).pathname;
    await this.page.evaluate(axe);
    const findings = await this.page.evaluate(async () => {
      const found = await (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: AxeFinding[] }> } }).axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    });
    for (const finding of findings) this.complaints.push(`${where}: ${finding}`);
    const { width } = this.page.viewportSize()!;
    // 320 CSS pixels is also what 1280 is at 400% zoom (WCAG 1.4.10).
    await this.page.setViewportSize({ width: 320, height: 900 });
    const over = await this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    await this.page.setViewportSize({ width, height: 900 });
    if (Number(over) > 0) this.complaints.push(`${where}: ${String(over)} pixels run off a screen 320 wide`);
    return this;
  }

  /** A picture of the page in view. */
  async picture(path: string): Promise<void> {
    await this.page.screenshot({ path, fullPage: true });
  }

  /** Ends the visit. @throws when any page seen had something wrong */
  async leave(): Promise<void> {
    await this.context.close();
    assert.deepEqual(this.complaints, []);
  }
}
