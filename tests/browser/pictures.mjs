// Makes the pictures of the documents from the real program: pages as a browser shows them, a terminal after a command or in the menu, and a workbook as
// LibreOffice draws it. So a picture never shows what the program does no longer.
//
//     node pictures.mjs SPOC DIR
//
// SPOC is the binary; the pictures go to DIR, under the names by which the documents call them. CHROMIUM is the browser, /usr/bin/chromium where it is
// not set. A terminal needs `script` of util-linux, a workbook `soffice` of LibreOffice and `pdftoppm` of Poppler.

import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { chromium } from 'playwright-core';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const NORTHMERE = path.resolve(HERE, '../../fixtures/northmere');
const TODAY = '2026-11-23';

const [program, out] = process.argv.slice(2).map((name) => path.resolve(name));
if (!program || !out) {
  console.error('give the program, and the folder for the pictures');
  process.exit(2);
}

/** The folder of this run: a copy of the example drive, and the user's own folders. */
const folder = await mkdtemp(path.join(tmpdir(), 'spoc-pictures-'));
const drive = path.join(folder, 'Early Help');
const environment = {
  ...process.env,
  SPOC_CACHE: path.join(folder, 'cache'),
  SPOC_SETTINGS: path.join(folder, 'settings'),
  PATH: `${path.dirname(program)}:${process.env.PATH}`,
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
};
delete environment.NO_COLOR;
delete environment.SPOC_DRIVE;

/** Runs the program on the drive, and gives what it wrote; what it found is no failure. */
async function spoc(...args) {
  const run = promisify(execFile)(program, args, { cwd: drive, env: environment, encoding: 'utf8' });
  const { stdout, stderr } = await run.catch((error) => {
    if (error.code === 1) return error;
    throw error;
  });
  return stdout + stderr;
}

/**
 * What a terminal gets of a command. `keys`: for each step the text that has to stand there first, and what is typed then. The command is ended after
 * the last step, whose text has to appear, too.
 */
async function terminal(args, { rows, columns }, keys = []) {
  const quoted = args.map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`).join(' ');
  const size = `stty cols ${columns} rows ${rows}; exec ${quoted}`;
  const process = spawn('script', ['-qefc', size, '/dev/null'], { cwd: drive, env: environment });
  let written = '';
  const ended = new Promise((resolve) => process.on('close', resolve));
  process.stdout.on('data', (data) => (written += data));
  for (const [text, typed] of keys) {
    for (let waited = 0; !plain(written).includes(text); waited += 50) {
      if (waited > 120_000) throw new Error(`not seen in the terminal: ${text}\n${plain(written)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // A list is drawn in several goes.
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (typed === undefined) break;
    process.stdin.write(typed);
  }
  if (keys.length > 0) process.kill();
  await ended;
  return written;
}

/** A terminal's text without its commands to the screen. */
function plain(text) {
  return text.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
}

/** Draws a terminal with what it got. */
async function drawn(browser, name, title, text, { rows, columns }) {
  const page = await browser.newPage({ viewport: { width: 1300, height: 400 }, deviceScaleFactor: 2 });
  const at = (file) => pathToFileURL(path.join(HERE, 'node_modules/@xterm/xterm', file)).href;
  const look = `body{margin:0;background:#fff;font:14px system-ui} #window{display:inline-block;margin:14px;border-radius:8px;overflow:hidden;
    box-shadow:0 2px 12px #0005;background:#0c0c0c} #title{background:#e8e8e8;color:#333;padding:7px 14px} #terminal{padding:10px 12px}`;
  const shell = path.join(folder, 'terminal.html');
  await writeFile(
    shell,
    `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="${at('css/xterm.css')}"><style>${look}</style>
     <div id="window"><div id="title"></div><div id="terminal"></div></div><script src="${at('lib/xterm.js')}"></script>`,
  );
  await page.goto(pathToFileURL(shell).href);
  await page.evaluate(
    ([title, text, columns, rows]) =>
      new Promise((resolve) => {
        document.getElementById('title').textContent = title;
        const theme = { background: '#0c0c0c', foreground: '#cccccc', cursor: '#0c0c0c' };
        const options = { cols: columns, rows, theme, fontSize: 14, fontFamily: 'DejaVu Sans Mono, Consolas, monospace' };
        const terminal = new Terminal({ ...options, cursorInactiveStyle: 'none', scrollback: 0 });
        terminal.open(document.getElementById('terminal'));
        terminal.write(text, () => requestAnimationFrame(() => setTimeout(resolve, 200)));
      }),
    [title, text, columns, rows],
  );
  await page.locator('#window').screenshot({ path: path.join(out, name) });
  await page.close();
}

/** A page that the program wrote, as a browser shows its beginning. */
async function shown(browser, name, file, height) {
  const page = await browser.newPage({ viewport: { width: 1280, height }, deviceScaleFactor: 1 });
  await page.goto(pathToFileURL(file).href);
  await page.screenshot({ path: path.join(out, name) });
  await page.close();
}

/**
 * A sheet of a workbook as LibreOffice draws it, with the letters of the columns and the numbers of the rows, in a window with the names of the sheets:
 * its upper left corner, as far as the window has room.
 */
async function workbook(browser, name, file, sheet, { width, height }) {
  const run = promisify(execFile);
  const convert = (format, from) =>
    run('soffice', [
      `-env:UserInstallation=${pathToFileURL(path.join(folder, 'office')).href}`,
      ...['--headless', '--norestore', '--convert-to', format, '--outdir', folder, from],
    ]);
  const base = path.join(folder, path.basename(file, '.xlsx'));
  await convert('fods', file);
  // The flat form is text. The paper is made so large that each sheet is one page from its very corner, and letters and numbers are printed at its edges.
  const flat = (await readFile(`${base}.fods`, 'utf8'))
    .replaceAll(/ style:scale-to(?:-[XY]|-pages)?="[^"]*"/g, '')
    .replaceAll(/fo:page-(width|height)="[^"]*"/g, 'fo:page-$1="110in"')
    .replaceAll(/(<style:page-layout-properties[^>]*?) style:print="[^"]*"/g, '$1 style:print="headers zero-values"')
    .replaceAll(/<style:page-layout-properties[^>]*>/g, (tag) => tag.replaceAll(/fo:margin(-\w+)?="[^"]*"/g, 'fo:margin$1="0in"'))
    .replaceAll(/<style:(header|footer)(-first|-left)?( style:display="\w+")?>/g, '<style:$1$2 style:display="false">');
  await writeFile(`${base}.fods`, flat);
  await convert('pdf', `${base}.fods`);
  const sheets = [...flat.matchAll(/<table:table table:name="([^"]*)"/g)].map(([, name]) => name);
  const { stdout } = await run('pdfinfo', [`${base}.pdf`]);
  const pages = Number(/^Pages: +(\d+)$/m.exec(stdout)?.[1]);
  if (pages !== sheets.length || !sheets.includes(sheet)) throw new Error(`${pages} pages of the sheets ${sheets.join(', ')}`);
  const page = String(sheets.indexOf(sheet) + 1);
  const scale = 2;
  const cut = ['-x', '0', '-y', '0', '-W', String(width * scale), '-H', String(height * scale)];
  await run('pdftoppm', ['-png', '-singlefile', '-r', String(96 * scale), '-f', page, '-l', page, ...cut, `${base}.pdf`, `${base}-sheet`]);

  const tab = await browser.newPage({ viewport: { width: width + 60, height: height + 120 } });
  const look = `body{margin:0;background:#fff;font:13px system-ui} #window{display:inline-block;margin:14px;border-radius:8px;overflow:hidden;
    box-shadow:0 2px 12px #0005} #title{background:#e8e8e8;color:#333;padding:7px 14px;font-size:14px} img{display:block;width:${width}px;height:${height}px}
    #sheets{background:#e8e8e8;color:#333;padding:0 10px;display:flex} #sheets span{padding:7px 12px} #sheets .open{background:#fff;font-weight:600}`;
  const names = sheets.map((name) => `<span${name === sheet ? ' class="open"' : ''}>${name}</span>`).join('');
  const shell = path.join(folder, 'workbook.html');
  await writeFile(
    shell,
    `<!doctype html><meta charset="utf-8"><style>${look}</style><div id="window"><div id="title">${path.basename(file)}</div>
     <img src="${pathToFileURL(`${base}-sheet.png`).href}"><div id="sheets">${names}</div></div>`,
  );
  await tab.goto(pathToFileURL(shell).href);
  await tab.locator('#window').screenshot({ path: path.join(out, name) });
  await tab.close();
}

/** How many lines a text takes in a terminal of so many columns. */
function lines(text, columns) {
  return plain(text)
    .replace(/\r?\n$/, '')
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.replace(/\r$/, '').length / columns)), 0);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  await cp(NORTHMERE, drive, { recursive: true });
  await mkdir(out, { recursive: true });

  const board = path.join(folder, 'board.html');
  await spoc('board', '--today', TODAY, '--out', board);
  await shown(browser, 'board.png', board, 1000);

  const problems = path.join(folder, 'problems.html');
  await spoc('validate', '--format', 'html', '--out', problems, '--today', TODAY);
  await shown(browser, 'problems.png', problems, 800);

  const figures = path.join(folder, 'figures.html');
  await spoc('figures', '--term', 'Autumn 2026', '--today', TODAY, '--out', figures);
  await shown(browser, 'figures.png', figures, 1300);

  const columns = 112;
  const checked = await terminal([program, 'validate', 'Jane Morris', '--today', TODAY], { rows: 60, columns });
  const typed = `S:\\Early Help> spoc validate "Jane Morris"\r\n\r\n${checked}`;
  await drawn(browser, 'validate.png', 'S:\\Early Help', typed, { rows: lines(typed, columns) + 1, columns });

  const window = { rows: 25, columns: 90 };
  const menu = await terminal([program, '--today', TODAY, '--drive', drive], window, [
    ['Which school?', 'oakf'],
    ['Oakfield', '\r'],
    ['what do you want to do?', undefined],
  ]);
  await drawn(browser, 'menu.png', 'spoc', menu.replaceAll(drive, 'S:\\Early Help'), window);

  const book = path.join(folder, 'figures.xlsx');
  await spoc('figures', '--term', 'Autumn 2026', '--today', TODAY, '--out', book);
  await workbook(browser, 'workbook.png', book, 'visits', { width: 1280, height: 330 });
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
