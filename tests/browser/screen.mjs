// A page on screens: what it holds, that it fits, scrolls by keyboard, fetches and runs nothing, and that axe-core finds no fault.

import { pathToFileURL } from 'node:url';

import axe from 'axe-core';

const SCREENS = [
  { name: 'wide', width: 1280, height: 900 },
  { name: 'phone', width: 390, height: 844 },
];

/**
 * Rules of axe-core that are not asked for; all others are, those for best practice and those still on trial, too.
 * Contrast of 7:1 is level AAA; the pages keep to level AA, 4.5:1.
 */
const RULES_LEFT_OUT = ['color-contrast-enhanced'];

/** Every fault of a page on every screen, a sentence each; with `picture`, pictures are left there. */
export async function checkScreens(browser, page, picture) {
  const faults = [];
  for (const screen of SCREENS) {
    const found = [...(await checkAsOpened(browser, page, screen, picture)), ...(await checkUnguarded(browser, page, screen))];
    faults.push(...found.map((fault) => `${screen.name}: ${fault}`));
  }
  return faults;
}

/** The page as a reader opens it. */
async function checkAsOpened(browser, page, screen, picture) {
  return await opened(browser, page, screen, { bypassCSP: false }, async (tab) => {
    const faults = [...outlineFaults(page, await tab.evaluate(outline)), ...(await tab.evaluate(activeParts))];
    const text = await tab.evaluate(() => document.body.textContent);
    faults.push(...page.shown.filter((part) => !text.includes(part)).map((part) => `does not show as text: ${part}`));
    const [width, room] = await tab.evaluate(() => [document.scrollingElement.scrollWidth, window.innerWidth]);
    if (width > room) faults.push(`is ${width} pixels wide on a screen of ${room}; too wide: ${await tab.evaluate(widestParts)}`);
    if (picture) await tab.screenshot({ path: `${picture}, ${screen.name}.png`, fullPage: true });
    faults.push(...(await keyboardFaults(tab)));
    return faults;
  });
}

/** The page without the protection of its own content security policy: it fetches and runs nothing even so; and what axe-core says. */
async function checkUnguarded(browser, page, screen) {
  return await opened(browser, page, screen, { bypassCSP: true }, async (tab) => {
    await tab.evaluate(axe.source);
    const { violations } = await tab.evaluate(axeViolations, RULES_LEFT_OUT);
    return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `axe ${id}: ${help}: ${node.target.join(' ')}\n    ${node.html.slice(0, 160)}`));
  });
}

/** Opens a page in a context of its own and adds to the faults found there whatever was fetched, ran or complained. */
async function opened(browser, page, screen, options, check) {
  const { width, height } = screen;
  const context = await browser.newContext({ viewport: { width, height }, offline: true, ...options });
  const url = pathToFileURL(page.file).href;
  const faults = [];
  try {
    await context.route('**/*', (route) => {
      const wanted = route.request().url();
      if (wanted === url || wanted.startsWith('data:')) return route.continue();
      faults.push(`fetches ${wanted}`);
      return route.abort();
    });
    const tab = await context.newPage();
    tab.on('console', (message) => faults.push(`says on the console: ${message.text()}`));
    tab.on('pageerror', (error) => faults.push(`runs a script, which fails: ${error.message}`));
    tab.on('dialog', async (dialog) => {
      faults.push(`runs a script, which asks: ${dialog.message()}`);
      await dialog.dismiss();
    });
    await tab.goto(url, { waitUntil: 'load' });
    faults.push(...(await check(tab)));
    if (await tab.evaluate(() => 'ran' in document.documentElement.dataset)) faults.push('runs a script of a note');
  } finally {
    await context.close();
  }
  return faults;
}

/** In the page: its title, language and headings. */
function outline() {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((heading) => heading.textContent.trim());
  return { title: document.title, language: document.documentElement.lang, first: texts('h1'), second: texts('h2') };
}

function outlineFaults(page, { title, language, first, second }) {
  const faults = [];
  if (!title.includes(page.title)) faults.push(`its title is ${title}`);
  if (language !== 'en-GB') faults.push(`its language is ${language}`);
  if (first.length !== 1 || first[0] !== page.title) faults.push(`its h1 is not the one ${page.title} but: ${first.join(' / ')}`);
  if (second.join('\n') !== page.sections.join('\n')) faults.push(`its sections are not as they should be but: ${second.join(' / ')}`);
  return faults;
}

/** In the page: parts that could run, fetch or lead away. */
function activeParts() {
  const active = 'script, iframe, object, embed, form, base, link, a[href], img:not([src^="data:"]), svg image, svg use';
  const handlers = [...document.querySelectorAll('*')].filter((part) => [...part.attributes].some(({ name }) => name.startsWith('on')));
  return [...document.querySelectorAll(active), ...handlers].map((part) => `holds ${part.outerHTML.slice(0, 160)}`);
}

/** In the page: the innermost parts that reach past the right edge and do not scroll by themselves. */
function widestParts() {
  const tooWide = [...document.querySelectorAll('main *, body > *')].filter(
    (part) => part.getBoundingClientRect().right > window.innerWidth && !part.closest('.table'),
  );
  const innermost = tooWide.filter((part) => !tooWide.some((other) => other !== part && part.contains(other)));
  return innermost.map((part) => part.outerHTML.slice(0, 120)).join(' / ') || 'no part by itself';
}

/** Goes through the page by the Tab key: every part that scrolls is reached, shows it, and scrolls by the arrow keys. */
async function keyboardFaults(tab) {
  const scrolling = await tab.evaluate(() => {
    const parts = [...document.querySelectorAll('body *')].filter(
      (part) => part.scrollWidth > part.clientWidth && ['auto', 'scroll'].includes(getComputedStyle(part).overflowX),
    );
    parts.forEach((part, place) => (part.dataset.scrolling = place));
    document.activeElement.blur();
    return parts.length;
  });
  const reached = new Map();
  for (let presses = 0; presses <= 1000; presses++) {
    await tab.keyboard.press('Tab');
    const focused = await tab.evaluate(focusedPart);
    if (focused === null) break;
    if (focused.place !== undefined) reached.set(Number(focused.place), focused);
  }
  const faults = [...reached.values()].filter((part) => !part.isOutlined).map((part) => `does not show the focus on: ${part.label}`);
  for (let place = 0; place < scrolling; place++) {
    const part = tab.locator(`[data-scrolling="${place}"]`);
    if (!reached.has(place)) faults.push(`is not reached by keyboard, yet scrolls: ${(await part.innerText()).slice(0, 80)}`);
  }
  if (reached.size > 0 && !(await scrollsByKey(tab))) faults.push('does not scroll a table by the arrow keys');
  return faults;
}

/** In the page: the part that has the focus; null where none has. */
function focusedPart() {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(part);
  const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  return { place: part.dataset.scrolling, label: part.getAttribute('aria-label') ?? part.tagName, isOutlined };
}

async function scrollsByKey(tab) {
  const part = tab.locator('[data-scrolling]').first();
  await part.focus();
  await tab.keyboard.press('ArrowRight');
  const hasMoved = () => document.querySelector('[data-scrolling]').scrollLeft > 0;
  return await tab.waitForFunction(hasMoved, null, { timeout: 3000 }).then(() => true, () => false);
}

/** In the page, where axe-core is: what it finds with every rule but those left out. */
function axeViolations(leftOut) {
  const rules = axe.getRules().map(({ ruleId }) => [ruleId, { enabled: !leftOut.includes(ruleId) }]);
  return axe.run(document, { rules: Object.fromEntries(rules), resultTypes: ['violations'] });
}
