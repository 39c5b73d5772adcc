// The extension with a VS Code and a server that only note what is asked of them, and the package that is built of it.
//
//     node --test

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { strFromU8, unzipSync } from 'fflate';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const isUnix = process.platform !== 'win32';
const made = [];
after(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

/** A VS Code that notes what is said, asked and run. */
function editor({ isTrusted = true, documents = [], settings = {} } = {}) {
  const noted = { said: [], servers: [], tasks: [], commands: {}, opened: [], saved: [], looked: [], logged: [], answer: undefined };
  const say = async (text) => (noted.said.push(text), noted.answer);
  const event = (listeners) => (listener) => (listeners.push(listener), { dispose() {} });
  const vscode = {
    commands: { registerCommand: (name, act) => ((noted.commands[name] = act), { dispose() {} }), executeCommand() {} },
    window: {
      activeTextEditor: undefined,
      createOutputChannel: () => ({ dispose() {} }),
      onDidChangeActiveTextEditor: event(noted.looked),
      showErrorMessage: say,
      showInformationMessage: say,
      showWarningMessage: say,
    },
    workspace: {
      isTrusted,
      textDocuments: documents,
      workspaceFolders: undefined,
      getConfiguration: () => ({ get: (name, usual) => settings[name] ?? usual }),
      onDidOpenTextDocument: event(noted.opened),
      onDidSaveTextDocument: event(noted.saved),
      onDidGrantWorkspaceTrust: event([]),
      onDidChangeConfiguration: event([]),
    },
    tasks: { executeTask: async (task) => noted.tasks.push(task) },
    ProcessExecution: class { constructor(program, words, options) { Object.assign(this, { program, words, options }); } },
    Task: class { constructor(...given) { this.execution = given[4]; } },
    TaskRevealKind: { Always: 1 },
    TaskScope: { Workspace: 2 },
  };
  class LanguageClient {
    constructor(id, name, server, client) { Object.assign(this, { server, client }); noted.servers.push(this); }
    async start() {}
    async dispose() {
      this.isGone = true;
      if (this.hasEnded) throw new Error('Client is not running');
    }
    error(...given) { noted.logged.push(given); }
  }
  const client = { LanguageClient, CloseAction: { DoNotRestart: 1 }, ErrorAction: { Continue: 1 } };
  return { vscode, client, noted };
}

/** The extension in such an editor. */
function load({ vscode, client }) {
  const given = { vscode, 'vscode-languageclient/node': client };
  const usual = Module._load;
  Module._load = (name, ...rest) => given[name] ?? usual(name, ...rest);
  try {
    const file = require.resolve('./extension.js');
    delete require.cache[file];
    return require(file);
  } finally {
    Module._load = usual;
  }
}

const { commandLine, driveAround, findProgram, missing } = load(editor());

/** A computer with these files and no others. */
function computer(isWindows, files, searchPath = '') {
  const home = isWindows ? 'C:\\Users\\Zoë' : '/home/zoë';
  return { isWindows, home, local: isWindows ? `${home}\\AppData\\Local` : '', searchPath, isFile: async (file) => files.includes(file) };
}

function document(file, languageId = 'yaml') {
  return { uri: { scheme: 'file', fsPath: file }, languageId, isDirty: false };
}

/** A drive on this disk, with a record, and a program that takes any arguments and ends with a status. */
function drive(status = 0) {
  const folder = mkdtempSync(path.join(tmpdir(), 'a drive '));
  made.push(folder);
  const record = path.join(folder, 'Jane Morris', 'Oakfield', 'records', 'visit.yaml');
  mkdirSync(path.dirname(record), { recursive: true });
  writeFileSync(path.join(folder, 'policy.toml'), '');
  writeFileSync(record, '');
  const program = path.join(folder, 'spoc');
  writeFileSync(program, `#!/bin/sh\nexit ${status}\n`);
  chmodSync(program, 0o755);
  return { folder, record, program };
}

test('a drive is the nearest folder upward with policy.toml, on a letter, a share or a disk', async () => {
  for (const [isWindows, policy, place, found] of [
    [true, 'S:\\policy.toml', 'S:\\Jane Morris\\Oakfield\\records', 'S:\\'],
    [true, '\\\\srv\\early help\\policy.toml', '\\\\srv\\early help\\Jane Morris\\Oakfield', '\\\\srv\\early help\\'],
    [true, '\\\\srv\\all\\Early Help\\policy.toml', '\\\\srv\\all\\Early Help\\x\\visit.yaml', '\\\\srv\\all\\Early Help'],
    [false, '/mnt/early help/policy.toml', '/mnt/early help/x', '/mnt/early help'],
    [true, 'S:\\other\\policy.toml', 'S:\\Jane Morris', undefined],
    [false, '/mnt/policy.toml', '/home/zoë', undefined],
  ]) {
    assert.equal(await driveAround(place, computer(isWindows, [policy])), found);
  }
});

test('the program is looked for on the drive, where setup puts it, and on the path, in this order', async () => {
  const places = ['S:\\spoc.exe', 'S:\\spoc\\spoc.exe', 'C:\\Users\\Zoë\\AppData\\Local\\Programs\\spoc\\spoc.exe', 'D:\\a tool\\spoc.exe'];
  for (const first of places.keys()) {
    const pc = computer(true, places.slice(first), 'relative;"D:\\a tool";');
    assert.equal(await findProgram('', 'S:\\', true, pc), places[first]);
    assert.equal(await findProgram('', 'S:\\', false, pc), places[Math.max(first, 2)], 'nothing of the drive where it is not trusted');
  }
  const desk = (files, searchPath) => findProgram('', '/mnt/drive', true, computer(false, files, searchPath));
  assert.equal(await desk(['/mnt/drive/spoc', '/home/zoë/.local/bin/spoc']), '/mnt/drive/spoc');
  assert.equal(await desk(['/home/zoë/.local/bin/spoc', '/opt/spoc'], '/opt'), '/home/zoë/.local/bin/spoc');
  assert.equal(await desk(['spoc', './spoc'], '.::'), undefined, 'a folder of the path that is not whole is not looked into');
});

test('a folder of the path that lies on a drive that is not trusted is left out', async () => {
  const pc = computer(true, ['\\\\srv\\early help\\tools\\spoc.exe', 'S:\\..tools\\spoc.exe'], '\\\\SRV\\Early Help\\tools;S:\\..tools');
  pc.isFile = async (file) => file.endsWith('tools\\spoc.exe');
  assert.equal(await findProgram('', '\\\\srv\\early help\\', false, pc), 'S:\\..tools\\spoc.exe');
  assert.equal(await findProgram('', 'S:\\', false, { ...pc, searchPath: 'S:\\..tools' }), undefined);
  assert.equal(await findProgram('', 'S:\\', true, { ...pc, searchPath: 'S:\\..tools' }), 'S:\\..tools\\spoc.exe');
});

test('the program that the setting names counts alone', async () => {
  const pc = computer(true, ['D:\\spoc.exe', 'S:\\spoc.exe']);
  assert.equal(await findProgram('D:\\spoc.exe', 'S:\\', false, pc), 'D:\\spoc.exe');
  assert.equal(await findProgram('D:\\gone.exe', 'S:\\', true, pc), undefined);
  assert.match(missing('D:\\gone.exe', false, pc), /spoc\.path names D:\\gone\.exe/);
});

test('a lens hands over words, as a list or one by one, with or without the command', () => {
  const words = ['pack', 'Jane Morris/Oakfield'];
  for (const given of [words, [words], words.slice(1), [words.slice(1)]]) {
    assert.deepEqual(commandLine('pack', given), words);
  }
  assert.deepEqual(commandLine('validate', []), ['validate']);
  assert.equal(commandLine('pack', [{ school: 'oakfield' }]), undefined);
});

test('a record of a drive starts one server, and other files none', { skip: !isUnix && 'the program is a script' }, async () => {
  const { folder, record, program } = drive();
  const elsewhere = path.join(tmpdir(), 'config.yaml');
  const { noted, ...rest } = editor({ documents: [document(elsewhere), document(record, 'rust')] });
  const extension = load(rest);
  await extension.activate({ subscriptions: [] });
  assert.deepEqual(noted.servers, []);
  await Promise.all([record, record].map((file) => noted.opened[0](document(file))));
  assert.equal(noted.servers.length, 1);
  assert.deepEqual(noted.servers[0].server, { command: program, args: ['lsp'], options: { cwd: folder } });
  assert.deepEqual(noted.said, []);
  await noted.commands['spoc.restart']();
  assert.deepEqual(noted.servers.map((server) => server.isGone), [true], 'no file of a drive is open');
  assert.match(noted.said.join(), /No file of a drive/);
});

test('what hinders is said once', { skip: !isUnix && 'the program is a script' }, async () => {
  const old = drive(2);
  for (const [given, message] of [
    [{ isTrusted: false }, /Restricted Mode/],
    [{ settings: { path: '/gone/spoc' } }, /spoc\.path names \/gone\/spoc/],
    [{}, /older spoc/],
  ]) {
    const { noted, ...rest } = editor({ ...given, documents: [document(old.record), document(old.record)] });
    await load(rest).activate({ subscriptions: [] });
    await noted.opened[0](document(old.record));
    assert.equal(noted.said.length, 1, noted.said.join());
    assert.match(noted.said[0], message);
    assert.deepEqual(noted.servers, []);
  }
});

test('a command runs without a shell, word by word, on what is saved', { skip: !isUnix && 'the program is a script' }, async () => {
  const { folder, record, program } = drive();
  const open = { ...document(record), isDirty: true, save: async () => ((open.isDirty = false), true) };
  const elsewhere = { ...document(path.join(tmpdir(), 'config.yaml')), isDirty: true };
  const { noted, ...rest } = editor({ documents: [open, elsewhere] });
  rest.vscode.window.activeTextEditor = { document: open };
  await load(rest).activate({ subscriptions: [] });
  const words = ['pack', 'Jane Morris/St Oswin\'s "CofE" & $HOME %PATH% \\'];
  await noted.commands['spoc.pack'](...words);
  assert.deepEqual(noted.tasks, [], 'nobody said that it goes on');
  assert.match(noted.said.join(), /^Not saved yet: visit\.yaml\. /);
  noted.answer = 'Save and go on';
  await noted.commands['spoc.pack'](...words);
  assert.equal(open.isDirty, false);
  assert.deepEqual({ ...noted.tasks[0].execution }, { program, words, options: { cwd: folder } });
});

test('a server that ends is started anew, but not for ever', { skip: !isUnix && 'the program is a script' }, async () => {
  const { record } = drive();
  const { noted, ...rest } = editor({ documents: [document(record)] });
  await load(rest).activate({ subscriptions: [] });
  for (let end = 0; end < 8; end += 1) {
    const server = noted.servers.at(-1);
    server.hasEnded = true;
    server.client.errorHandler.closed();
    assert.ok(!server.isGone || end > 4, 'it is left alone until it knows that it has ended');
    await new Promise((resolve) => setTimeout(resolve, 0));
    await noted.opened[0](document(record));
  }
  assert.equal(noted.servers.length, 5);
  assert.equal(noted.said.length, 1);
  assert.match(noted.said[0], /gave up/);
});

test('a drive that comes back is noticed at the next file that is looked at or saved', { skip: !isUnix && 'the program is a script' }, async () => {
  for (const act of ['looked', 'saved']) {
    const { folder, record } = drive();
    const policy = path.join(folder, 'policy.toml');
    rmSync(policy);
    const { noted, ...rest } = editor({ documents: [document(record)] });
    await load(rest).activate({ subscriptions: [] });
    await noted.looked[0](undefined);
    assert.deepEqual(noted.servers, []);
    writeFileSync(policy, '');
    await noted[act][0](act === 'looked' ? { document: document(record) } : document(record));
    assert.equal(noted.servers.length, 1, act);
  }
});

test('what the server answers is not written down', { skip: !isUnix && 'the program is a script' }, async () => {
  const { record } = drive();
  const { noted, ...rest } = editor({ documents: [document(record)] });
  await load(rest).activate({ subscriptions: [] });
  const own = new Error('write EPIPE');
  for (const data of [Object.assign(new Error('B801200005001 is Dawn Pickles'), { code: -32803, data: 'Dawn' }), own]) {
    noted.servers[0].error('Request textDocument/rename failed.', data, 'force');
  }
  assert.deepEqual(noted.logged, [
    ['Request textDocument/rename failed.', 'code -32803', false],
    ['Request textDocument/rename failed.', own, false],
  ]);
});

test('the package holds what VS Code asks for, and is small', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'spoc-vsix-')), 'spoc.vsix');
  made.push(path.dirname(file));
  execFileSync(process.execPath, [path.join(HERE, 'build.mjs'), file]);
  const bytes = readFileSync(file);
  assert.ok(bytes.length < 400_000, `${bytes.length} bytes`);
  const parts = unzipSync(bytes);
  const text = (name) => strFromU8(parts[name]);
  const manifest = JSON.parse(text('extension/package.json'));
  const version = /^version = "(.*)"$/m.exec(readFileSync(path.join(HERE, '../../Cargo.toml'), 'utf8'))[1];
  assert.deepEqual([manifest.publisher, manifest.name, manifest.version], ['school-visits', 'spoc', version]);
  assert.ok(!('devDependencies' in manifest) && !('private' in manifest));
  for (const name of [manifest.main, manifest.icon, 'README.md', 'LICENSE.txt']) {
    assert.ok(parts[path.posix.join('extension', name)], name);
  }
  assert.match(text('extension.vsixmanifest'), new RegExp(`<Identity [^>]*Id="spoc" Version="${version}" Publisher="school-visits"/>`));
  assert.match(text('extension/LICENSE.txt'), /vscode-languageclient [\d.]+ \(MIT\), which is built in:/);
  const commands = manifest.contributes.commands.map(({ command }) => command);
  const { noted, ...rest } = editor();
  load(rest).activate({ subscriptions: [] });
  assert.deepEqual(Object.keys(noted.commands).sort(), commands.sort());
});
