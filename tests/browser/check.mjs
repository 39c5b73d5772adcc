// Opens the pages that spoc writes in a real Chromium, on a wide screen, on a phone and on paper, and says all that is wrong with them:
// axe-core finds a fault, something is fetched or runs, a section is missing, the page is wider than the phone, a table cannot be scrolled
// by keyboard, the print has not the right head, foot and page numbers. Needs Chromium and the programs of poppler-utils.
//
//     node check.mjs [--keep DIR] [SPOC]
//
// SPOC is the binary, or else the variable SPOC; CHROMIUM is the browser, /usr/bin/chromium where it is not set. With --keep the pages,
// their PDFs and pictures of them stay in DIR for people to look at.

import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { chromium } from 'playwright-core';

import { makeNastyDrive } from './nasty.mjs';
import { checkPaper } from './paper.mjs';
import { checkScreens } from './screen.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const NORTHMERE = path.join(ROOT, 'fixtures/northmere');
/** The drive that is made for the run: names and notes that try to break out of the page. */
const NASTY = 'nasty';
const TODAY = '2026-11-23';

/** What is checked: each row is a kind of page (below), a drive, and the arguments with which spoc writes one page or several. */
const PAGES = [
  { kind: 'pack', drive: NORTHMERE, args: ['--all'] },
  { kind: 'pack', drive: NORTHMERE, args: ['--all', '--term', 'Autumn 2026', '--for', 'school'] },
  { kind: 'pack', drive: NORTHMERE, args: ['kelder', '--visit', '2026-11-05'] },
  { kind: 'pack', drive: NORTHMERE, args: ['kelder', '--visit', '2026-11-05', '--for', 'school'] },
  { kind: 'pack', drive: NORTHMERE, args: ['oakfield', '--visit', '2026-06-16'] },
  { kind: 'pack', drive: NORTHMERE, args: ['greywell', '--visit', '2026-02-04'] },
  { kind: 'pack', drive: NASTY, args: ['--all'] },
  { kind: 'pack', drive: NASTY, args: ['--all', '--for', 'school'] },
  { kind: 'board', drive: NORTHMERE, args: [] },
  { kind: 'board', drive: NORTHMERE, args: ['Jane Morris'] },
  { kind: 'board', drive: NASTY, args: [] },
  { kind: 'validate', drive: NORTHMERE, args: [] },
  { kind: 'validate', drive: NASTY, args: [] },
  { kind: 'due', drive: NORTHMERE, args: [] },
  { kind: 'due', drive: NASTY, args: [] },
  { kind: 'review', drive: NORTHMERE, args: ['kelder', '--visit', '2026-11-05'] },
  { kind: 'child', drive: NORTHMERE, args: ['U999204521050'] },
  { kind: 'contact', drive: NORTHMERE, args: ['kelder'] },
  { kind: 'figures', drive: NORTHMERE, args: ['--term', 'Autumn 2026'] },
  { kind: 'figures', drive: NORTHMERE, args: ['--year', '2025-26'] },
  { kind: 'figures', drive: NORTHMERE, args: ['--year', '2025-26', '--publish'] },
  { kind: 'figures', drive: NASTY, args: ['--term', 'Spring 2027'] },
];

/** How each kind of page is written, and what must be on it. */
const KINDS = {
  pack: {
    write: writePacks,
    sections: (page) => [
      'At a glance',
      'Children for review',
      'Exclusions',
      'Managed moves',
      'Alternative provision',
      'Children missing from education',
      ...(page.namesLastTime ? ['Named last time, not now'] : []),
      'At imminent risk of permanent exclusion',
      'Actions from earlier visits',
      ...(page.audience === 'internal' ? ['Contact since the last visit'] : []),
      'Matters the school wants to raise',
      'Advice',
      'Sign-off',
    ],
  },
  board: {
    write: writeBoard,
    sections: (page) => [
      'Overdue',
      'Due today and in the next 10 working days',
      'Visits in the next 20 working days',
      'The term at a glance',
      'Schools without a SPOC',
      'Schools without agreed dates',
      ...(page.hasUnknown ? ['Not known'] : []),
      'Problems in the records',
      'By manager and SPOC',
    ],
  },
  validate: {
    write: (spoc, drive, args, out) => writeReport(spoc, 'validate', 'Check of the records', drive, args, out),
    sections: (page) => page.headings,
  },
  due: {
    write: (spoc, drive, args, out) => writeReport(spoc, 'due', 'What is due', drive, args, out),
    sections: (page) => [
      ...page.headings.filter((heading) => heading === 'Not known'),
      'Overdue',
      'Due today',
      'Due in the next 10 working days',
      'By SPOC',
    ],
  },
  child: {
    write: (spoc, drive, args, out) => writeReport(spoc, 'child', 'Brody Cullen', drive, args, out),
    sections: (page) => page.headings,
  },
  contact: {
    write: (spoc, drive, args, out) => writeReport(spoc, 'contact', 'Contact with Kelder Valley Academy', drive, args, out),
    sections: (page) => page.headings,
  },
  review: {
    write: (spoc, drive, args, out) => writeReport(spoc, 'review', 'Kelder Valley Academy: visit on Thursday 5 November 2026', drive, args, out),
    sections: (page) => page.headings,
  },
  figures: {
    write: (spoc, drive, args, out) => writeReport(spoc, 'figures', `Figures, ${args[1]}`, drive, args, out),
    sections: (page) => page.headings,
  },
};

const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const run = promisify(execFile);

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { keep: { type: 'string' } } });
  const spoc = path.resolve(positionals[0] ?? process.env.SPOC ?? fail('Which spoc? Give its path, or set SPOC.'));
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  await access(executablePath).catch(() => fail(`There is no Chromium at ${executablePath}: install it, or set CHROMIUM.`));

  const folder = await mkdtemp(path.join(tmpdir(), 'spoc-browser-'));
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS });
  try {
    const pages = await writePages(spoc, folder);
    const keep = values.keep && path.resolve(values.keep);
    if (keep) await mkdir(keep, { recursive: true });
    const faults = await inParallel(pages, (page) => faultsOf(browser, page, keep ?? folder, Boolean(keep)));
    report(pages, faults.flat());
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the pages of every row of PAGES. */
async function writePages(spoc, folder) {
  const nasty = await makeNastyDrive(path.join(folder, NASTY), NORTHMERE);
  const pages = [];
  for (const [number, row] of PAGES.entries()) {
    const drive = row.drive === NASTY ? nasty.drive : row.drive;
    const out = path.join(folder, `${number}`);
    await mkdir(out);
    const written = await KINDS[row.kind].write(spoc, drive, row.args, out);
    if (written.length === 0) fail(`spoc wrote no page with: ${row.args.join(' ')}`);
    const common = { marking: 'OFFICIAL-SENSITIVE', shown: [], ...(row.drive === NASTY ? nasty.expected : {}) };
    pages.push(...written.map((page) => ({ ...common, ...page, name: `${number} ${page.name}` })));
  }
  return pages.map((page) => ({ ...page, sections: KINDS[page.kind].sections(page) }));
}

async function writePacks(spoc, drive, args, out) {
  const always = ['--drive', drive, '--today', TODAY, '--as', 'html', '--out', out, '--format', 'json'];
  const { stdout } = await run(spoc, ['pack', ...args, ...always], { maxBuffer: 1 << 26 });
  const names = await schoolNames(drive);
  const page = async ({ school: folder, visit, for: audience, path: file }) => ({
    kind: 'pack',
    name: `${path.basename(file, '.html')}, ${audience}`,
    file,
    audience,
    namesLastTime: (await readFile(file, 'utf8')).includes('>Named last time, not now</h2>'),
    title: names.get(folder),
    head: [names.get(folder), longDay(visit)],
  });
  return Promise.all(JSON.parse(stdout).packs.map(page));
}

async function writeBoard(spoc, drive, args, out) {
  const file = path.join(out, 'board.html');
  await run(spoc, ['board', ...args, '--drive', drive, '--today', TODAY, '--out', file]);
  const title = ['SPOC board', ...args].join(': ');
  const hasUnknown = (await readFile(file, 'utf8')).includes('<section id="unknown">');
  // Of what the nasty drive is to show, the names of schools and people are on a board.
  const more = drive.endsWith(NASTY) ? { shown: await schoolNames(drive).then((names) => [...names.values()]) } : {};
  return [{ kind: 'board', name: title.replace(':', ','), file, title, head: [title], hasUnknown, isActive: true, isAcross: true, ...more }];
}

/** The page of a report. Its headings are as many as there are schools, or parts of a review. */
async function writeReport(spoc, command, title, drive, args, out) {
  const file = path.join(out, `${command}.html`);
  const always = ['--drive', drive, '--today', TODAY, '--format', 'html', '--out', file];
  // The exit status says that something was found.
  await run(spoc, [command, ...args, ...always]).catch((error) => (error.code === 1 ? null : Promise.reject(error)));
  const page = await readFile(file, 'utf8');
  const text = (markup) => markup.replace(/<span class="count">.*?<\/span>/, '').replace(/<[^>]*>/g, '');
  const plain = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const headings = [...page.matchAll(/<h2>(.*?)<\/h2>/gs)].map(([, markup]) => plain(text(markup)).replace(/[\u2066-\u2069]/g, '').trim());
  const name = [command, ...args].join(' ');
  return [{ kind: command, name, file, title, head: [title], headings, hasLinks: true, hasCounts: true, shown: [], ...unmarked(args) }];
}

/** What may be published is not marked. */
function unmarked(args) {
  return args.includes('--publish') ? { marking: '' } : {};
}

/** What each school of a drive is called, by its folder. */
async function schoolNames(drive) {
  const files = (await readdir(drive, { recursive: true })).filter((file) => path.basename(file) === 'school.yaml');
  const name = async (file) => {
    const text = await readFile(path.join(drive, file), 'utf8');
    return text.startsWith('{') ? JSON.parse(text).name : /^name: (.*)$/m.exec(text)[1];
  };
  const entry = async (file) => [path.basename(path.dirname(file)), await name(file)];
  return new Map(await Promise.all(files.map(entry)));
}

/** A day as a pack has it: Tuesday 24 November 2026. */
function longDay(day) {
  const form = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat('en-GB', form).format(new Date(`${day}T00:00:00Z`)).replace(',', '');
}

async function faultsOf(browser, page, folder, pictures) {
  const at = path.join(folder, page.name);
  const screens = await checkScreens(browser, page, pictures ? at : null);
  const paper = await checkPaper(browser, page, `${at}.pdf`);
  return [...screens, ...paper].map((fault) => ({ page: page.name, fault }));
}

/** Does the work for each item, as many at a time as there are processors. */
async function inParallel(items, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const place = next++;
      results[place] = await work(items[place]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

/** Says every fault once, with the pages that have it, and how many there are. */
function report(pages, faults) {
  const pagesOf = new Map();
  for (const { fault, page } of faults) pagesOf.set(fault, (pagesOf.get(fault) ?? new Set()).add(page));
  for (const [fault, on] of pagesOf) console.error(`${fault}\n  on ${on.size === pages.length ? 'every page' : [...on].join('\n  on ')}\n`);
  const count = pagesOf.size === 1 ? '1 fault' : `${pagesOf.size || 'no'} faults`;
  console.log(`${pages.length} pages checked on a wide screen, a phone and paper: ${count}`);
  process.exitCode = pagesOf.size === 0 ? 0 : 1;
}

function fail(why) {
  throw new Error(why);
}

main().catch((error) => {
  console.error(error.stderr || error.message);
  process.exitCode = 1;
});
