// A page on paper: printed by Chromium to PDF, then read as pdfinfo and pdftotext see it.

import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/**
 * A sheet in points: the bands across it from its top, being its upper margin, its lower one and what stands between them; and the left and right
 * edge between the margins at the sides, a point more or less.
 */
const UPRIGHT = {
  size: [595.28, 841.89],
  head: { y: 0, height: 52 },
  body: { y: 62, height: 723 },
  foot: { y: 798, height: 44 },
  sides: { left: 50, right: 545.3 },
};
const ACROSS = {
  size: [841.89, 595.28],
  head: { y: 0, height: 44 },
  body: { y: 48, height: 501 },
  foot: { y: 553, height: 42 },
  sides: { left: 35.8, right: 806.1 },
};
/** A long name may be cut short at the head of a page, but not to less than this. */
const ENOUGH_OF_A_NAME = 24;

const run = promisify(execFile);

/** Prints a page to `pdf` and says every fault of the print, a sentence each. */
export async function checkPaper(browser, page, pdf) {
  await print(browser, page, pdf);
  const sheet = page.isAcross ? ACROSS : UPRIGHT;
  const bands = [sheet.head, sheet.foot, sheet.body].map((band) => texts(pdf, band));
  const parts = [pageSizes(pdf), ...bands, wordsPastMargins(pdf, sheet.sides)];
  const [sizes, heads, feet, bodies, past] = await Promise.all(parts);
  const faults = sizes.flatMap((size, place) => [
    ...(isA4(size, sheet) ? [] : [`is ${size.join(' by ')} points, not A4`]),
    ...headFaults(page, heads[place]),
    ...footFaults(page, feet[place], `${place + 1} of ${sizes.length}`),
    ...(past[place].length > 0 ? [`runs past its margins: ${seen(past[place].join(' ')).slice(0, 160)}`] : []),
  ].map((fault) => `page ${place + 1} ${fault}`));
  // The numbers beside the heading of a board or a report are no part of it.
  const counts = /\s+[\d,]+(?: (?:errors?|overdue|to look at)(?:, [\d,]+ (?:overdue|to look at))*)?$/;
  const heading = (line) => (page.isAcross || page.hasCounts ? line.replace(counts, '') : line);
  const lines = bodies.join('\n').split('\n').map((line) => heading(line.trim()));
  // A school's name that breaks over lines on paper, or holds marks that paper shows otherwise, is no line that can be looked for there.
  const wanted = page.sections.filter((heading) => !page.hasCounts || /^[\w ,':-]{1,60}$/.test(heading));
  const sections = lines.filter((line) => wanted.includes(line));
  if (sections.join('\n') !== wanted.join('\n')) faults.push(`the sections are not those of the screen but: ${sections.join(' / ')}`);
  return faults.map((fault) => `paper: ${fault}`);
}

async function print(browser, page, pdf) {
  const context = await browser.newContext({ offline: true });
  try {
    const tab = await context.newPage();
    await tab.goto(pathToFileURL(page.file).href, { waitUntil: 'load' });
    await tab.pdf({ path: pdf, preferCSSPageSize: true, tagged: true });
  } finally {
    await context.close();
  }
}

/** The width and height of every page, in points. */
async function pageSizes(pdf) {
  const { stdout } = await run('pdfinfo', ['-f', '1', '-l', '-1', pdf]);
  const sizes = stdout.matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+) pts/gm);
  return [...sizes].map(([, width, height]) => [Number(width), Number(height)]);
}

function isA4(size, sheet) {
  return size.every((length, side) => Math.abs(length - sheet.size[side]) < 1);
}

/** The text of every page within a band across it. */
async function texts(pdf, { y, height }) {
  const band = ['-r', '72', '-x', '0', '-y', y, '-W', '850', '-H', height].map(String);
  const { stdout } = await run('pdftotext', ['-layout', '-enc', 'UTF-8', ...band, pdf, '-'], { maxBuffer: 1 << 26 });
  return stdout.split('\f').slice(0, -1);
}

/** The words of every page that lie, or reach, outside the margins. */
async function wordsPastMargins(pdf, sides) {
  const { stdout } = await run('pdftotext', ['-bbox', '-enc', 'UTF-8', pdf, '-'], { maxBuffer: 1 << 26 });
  const word = /<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">(.*?)<\/word>/gs;
  const isPast = ([, left, right]) => Number(left) < sides.left || Number(right) > sides.right;
  return stdout.split('<page ').slice(1).map((page) => [...page.matchAll(word)].filter(isPast).map((found) => found[3]));
}

function headFaults(page, head) {
  const lacking = page.head.filter((part) => !bare(head).includes(bare(part).slice(0, ENOUGH_OF_A_NAME)));
  return lacking.map((part) => `has not “${part}” at its head but: ${seen(head)}`);
}

function footFaults(page, foot, number) {
  if (bare(foot) === bare(page.marking + number)) return [];
  return [`has not “${page.marking}” and “${number}” at its foot but: ${seen(foot)}`];
}

/** A text without spaces: how a print divides them is its own affair. */
function bare(text) {
  return text.replace(/\s+/gu, '');
}

function seen(text) {
  return text.trim().replace(/\s+/gu, ' ') || 'nothing';
}
