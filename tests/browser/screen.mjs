// A page on screens: what it holds, that it fits, scrolls by keyboard, fetches and runs nothing, and that axe-core finds no fault.

import { pathToFileURL } from 'node:url';

import axe from 'axe-core';

const SCREENS = [
  { name: 'wide', size: { width: 1280, height: 900 } },
  { name: 'phone', size: { width: 390, height: 844 } },
];

/**
 * Rules of axe-core that are not asked for; all others are, those for best practice and those still on trial, too.
 * Contrast of 7:1 is level AAA; the pages keep to level AA, 4.5:1.
 */
const RULES_LEFT_OUT = ['color-contrast-enhanced'];

/** No page has as many parts that the Tab key reaches. */
const MOST_TABS = 1000;

/** Every fault of a page on every screen, a sentence each; with `picture`, pictures of it are left there. */
export async function checkScreens(browser, page, picture) {
  const asRead = await opened(browser, page, { bypassCSP: false }, (tab, screen) => checkAsRead(tab, page, screen, picture));
  // Without its own content security policy, too, the page fetches and runs nothing; and axe-core cannot come in but so.
  const unguarded = await opened(browser, page, { bypassCSP: true }, axeFaults);
  return [...asRead, ...unguarded];
}

/** Opens a page, checks it on every screen, and adds to the faults whatever was fetched, ran or complained. */
async function opened(browser, page, options, check) {
  const context = await browser.newContext({ viewport: SCREENS[0].size, offline: true, ...options });
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
    listen(tab, faults);
    await tab.goto(url, { waitUntil: 'load' });
    for (const screen of SCREENS) {
      await tab.setViewportSize(screen.size);
      const found = await check(tab, screen);
      faults.push(...found.map((fault) => `${screen.name}: ${fault}`));
    }
    if (await tab.evaluate(() => 'ran' in document.documentElement.dataset)) faults.push('runs a script of a note');
  } finally {
    await context.close();
  }
  return faults;
}

function listen(tab, faults) {
  tab.on('console', (message) => faults.push(`says on the console: ${message.text()}`));
  tab.on('pageerror', (error) => faults.push(`runs a script, which fails: ${error.message}`));
  tab.on('dialog', async (dialog) => {
    faults.push(`runs a script, which asks: ${dialog.message()}`);
    await dialog.dismiss();
  });
}

/** The page as a reader has it before them. */
async function checkAsRead(tab, page, screen, picture) {
  if (picture) await tab.screenshot({ path: `${picture}, ${screen.name}.png`, fullPage: true });
  const faults = [...outlineFaults(page, await tab.evaluate(outline)), ...(await tab.evaluate(activeParts, [Boolean(page.isActive), Boolean(page.hasLinks)]))];
  const text = await tab.evaluate(() => document.body.textContent);
  faults.push(...page.shown.filter((part) => !text.includes(part)).map((part) => `does not show as text: ${part}`));
  const [width, room] = await tab.evaluate(() => [document.scrollingElement.scrollWidth, window.innerWidth]);
  if (width > room) faults.push(`is ${width} pixels wide on a screen of ${room}: ${await tab.evaluate(widestParts)}`);
  return [...faults, ...(await keyboardFaults(tab))];
}

/** What axe-core finds: rule, remedy and parts. */
async function axeFaults(tab) {
  if (!(await tab.evaluate(() => 'axe' in window))) await tab.evaluate(axe.source);
  const { violations } = await tab.evaluate(axeViolations, RULES_LEFT_OUT);
  const part = ({ target, html }) => `\n    ${target.join(' ')}\n      ${html.slice(0, 160).replace(/\s+/g, ' ')}`;
  return violations.map(({ id, help, nodes }) => `axe ${id}: ${help}${nodes.map(part).join('')}`);
}

/** In the page: its title, language and headings. */
function outline() {
  // Names that run from right to left stand between marks that nobody sees.
  const seen = (text) => text.replace(/[\u2066-\u2069]/g, '').trim();
  // The number of rows beside a heading is no part of it.
  const words = (heading) => [...heading.childNodes].filter((part) => part.className !== 'count').map((part) => part.textContent).join('');
  const texts = (selector) => [...document.querySelectorAll(selector)].map((heading) => seen(words(heading)));
  return { title: seen(document.title), language: document.documentElement.lang, first: texts('h1'), second: texts('h2') };
}

function outlineFaults(page, { title, language, first, second }) {
  const faults = [];
  if (!title.includes(page.title)) faults.push(`its title is ${title}`);
  if (language !== 'en-GB') faults.push(`its language is ${language}`);
  if (first.length !== 1 || first[0] !== page.title) faults.push(`its h1 is not the one ${page.title} but: ${first.join(' / ')}`);
  if (second.join('\n') !== page.sections.join('\n')) faults.push(`its sections are not as they should be but: ${second.join(' / ')}`);
  return faults;
}

/**
 * In the page: parts that could run, fetch or lead away; a page that is active itself has one script, and links within it. A page with links of its
 * own leads to its parts and to folders.
 */
function activeParts([isActive, hasLinks]) {
  const within = isActive || hasLinks ? ['a[href^="#"]'] : [];
  const own = [...within, ...(isActive ? ['body > script:last-child'] : []), ...(hasLinks ? ['a[href^="file:///"][href$="/"]'] : [])];
  const no = own.map((selector) => `:not(${selector})`).join('');
  const active = ['script', 'iframe', 'object', 'embed', 'form', 'base', 'link', 'a[href]', 'img:not([src^="data:"])', 'svg image', 'svg use']
    .map((selector) => `${selector}${no}`)
    .join(', ');
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
  const scrolling = await tab.evaluate(markScrolling);
  if (scrolling.length === 0) return [];
  const reached = await reachedByTab(tab);
  const unreached = scrolling.filter((_, place) => !reached.has(String(place)));
  const unseen = [...reached.values()].filter((part) => !part.isOutlined);
  return [
    ...unreached.map((text) => `scrolls, yet is not reached by keyboard: ${text}`),
    ...unseen.map((part) => `does not show that the focus is on: ${part.label}`),
    ...(reached.size > 0 && !(await scrollsByKey(tab)) ? ['does not scroll a table by the arrow keys'] : []),
  ];
}

/** In the page: numbers the parts that scroll sideways and says how the text of each begins. */
function markScrolling() {
  // What is folded away has a size and cannot be reached.
  const scrolls = (part) => part.checkVisibility() && part.scrollWidth > part.clientWidth && ['auto', 'scroll'].includes(getComputedStyle(part).overflowX);
  const parts = [...document.querySelectorAll('body *')].filter(scrolls);
  parts.forEach((part, place) => (part.dataset.scrolling = place));
  return parts.map((part) => part.textContent.replace(/\s+/g, ' ').trim().slice(0, 80));
}

/** The marked parts that the Tab key reaches, by their number. */
async function reachedByTab(tab) {
  const reached = new Map();
  for (let presses = 0; presses < MOST_TABS; presses++) {
    await tab.keyboard.press('Tab');
    const focused = await tab.evaluate(focusedPart);
    if (focused === null) break;
    if (focused.number !== undefined) reached.set(focused.number, focused);
  }
  return reached;
}

/** In the page: the part that has the focus; null where none has. */
function focusedPart() {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(part);
  const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  return { number: part.dataset.scrolling, label: part.getAttribute('aria-label') ?? part.tagName, isOutlined };
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
