// @ts-check
// Starts `spoc lsp` where records of school visits are open, shows what it says, and runs the commands of its lenses. All that it knows of records is
// that they lie below a folder with policy.toml.
'use strict';

const childProcess = require('node:child_process');
const fs = require('node:fs/promises');
const os = require('node:os');
const nodePath = require('node:path');
const vscode = require('vscode');
const { CloseAction, ErrorAction, LanguageClient } = require('vscode-languageclient/node');

const NAME = 'School visits (spoc)';
/** The languages of records and of the policy. */
const LANGUAGES = ['yaml', 'markdown', 'toml'];
/** The file that makes a folder a drive of records. */
const POLICY = 'policy.toml';
/** The most milliseconds in which a program has to say whether it knows editors: it may lie on a slow share. */
const PATIENCE = 30_000;
/** A server that ends by itself is started anew, but not more often than so many times in so many milliseconds. */
const [MOST_ENDS, ENDS_WITHIN] = [4, 180_000];

/** The help of this window. @type {Help | undefined} */
let help;

/** @param {vscode.ExtensionContext} context */
async function activate(context) {
  const output = vscode.window.createOutputChannel(NAME, { log: true });
  const mine = new Help(output);
  help = mine;
  const isOurs = (/** @type {vscode.ConfigurationChangeEvent} */ change) =>
    change.affectsConfiguration('spoc.path') || change.affectsConfiguration('spoc.drive');
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('spoc.restart', () => mine.again(true)),
    ...['validate', 'pack', 'pro-forma'].map((word) =>
      vscode.commands.registerCommand(`spoc.${word}`, (...words) => mine.run(word, words)),
    ),
    vscode.workspace.onDidOpenTextDocument((document) => mine.look(document)),
    // A drive may have come back since a file of it was opened.
    vscode.workspace.onDidSaveTextDocument((document) => mine.look(document)),
    vscode.window.onDidChangeActiveTextEditor((editor) => (editor ? mine.look(editor.document) : undefined)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => mine.again(false)),
    vscode.workspace.onDidChangeConfiguration((change) => (isOurs(change) ? mine.again(false) : undefined)),
  );
  await mine.lookAround();
}

async function deactivate() {
  await help?.end();
}

/** The server of this window, from the first file of a drive on. */
class Help {
  /** Where it is written what goes on. @type {vscode.LogOutputChannel} */
  #output;
  /** The server. @type {LanguageClient | undefined} */
  #client;
  /** Whether a start did not succeed: it is not tried anew with each file, and said once. */
  #hasFailed = false;
  /** When the server ended by itself. @type {number[]} */
  #ends = [];
  /** What is being done: one thing after the other. @type {Promise<void>} */
  #turn = Promise.resolve();

  /** @param {vscode.LogOutputChannel} output */
  constructor(output) {
    this.#output = output;
  }

  /** Looks at what is open already. */
  async lookAround() {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
    for (const folder of folders) {
      await this.#startFor(folder.uri.fsPath);
    }
    for (const document of vscode.workspace.textDocuments) {
      await this.look(document);
    }
  }

  /** Starts the server where a file of a drive is opened. @param {vscode.TextDocument} document */
  async look(document) {
    if (document.uri.scheme === 'file' && LANGUAGES.includes(document.languageId)) {
      await this.#startFor(nodePath.dirname(document.uri.fsPath));
    }
  }

  /** Starts anew. @param {boolean} isAsked Whether somebody asked for it, who is to hear that there is nothing to start. */
  async again(isAsked) {
    await this.end();
    this.#hasFailed = false;
    if (isAsked) this.#ends = [];
    await this.lookAround();
    if (isAsked && !this.#client && !this.#hasFailed) {
      vscode.window.showInformationMessage(`No file of a drive of records is open: no folder above one holds ${POLICY}.`);
    }
  }

  /** Ends the server. */
  end() {
    return this.#inTurn(async () => {
      const client = this.#client;
      this.#client = undefined;
      // One that ended by itself has nothing more to end, and says so.
      await client?.dispose().catch(() => {});
    });
  }

  /**
   * Runs a command of `spoc` in a terminal, where it can ask and be read.
   * @param {string} command The word of the command.
   * @param {unknown[]} given The words after it, as arguments or as one list; the command's own word may stand first.
   */
  async run(command, given) {
    const words = commandLine(command, given);
    if (!words) {
      vscode.window.showErrorMessage(`spoc ${command} was asked for in a way that this extension does not know.`);
      return;
    }
    const drive = await this.#driveInView();
    if (!drive) {
      vscode.window.showErrorMessage(`Open a file of the drive first: no folder above this one holds ${POLICY}.`);
      return;
    }
    const program = await this.#program(drive);
    if (program && (await isSaved(drive))) {
      const execution = new vscode.ProcessExecution(program, words, { cwd: drive });
      const task = new vscode.Task({ type: 'spoc' }, vscode.TaskScope.Workspace, words.join(' '), 'spoc', execution, []);
      task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true, clear: true, showReuseMessage: false };
      await vscode.tasks.executeTask(task);
    }
  }

  /** @param {string} folder */
  #startFor(folder) {
    return this.#inTurn(async () => {
      if (this.#client || this.#hasFailed) return;
      const found = await driveAround(folder, here());
      if (!found) return;
      const asked = setting('drive');
      const drive = asked || found;
      const program = await this.#program(drive);
      this.#hasFailed = !program || !(await this.#start(program, drive, asked ? ['lsp', '--drive', asked] : ['lsp']));
    });
  }

  /**
   * Whether the server runs now; where it does not, that is said.
   * @param {string} program
   * @param {string} drive
   * @param {string[]} args
   */
  async #start(program, drive, args) {
    const reason = await reasonAgainst(program);
    if (reason) {
      vscode.window.showErrorMessage(`${program} cannot help here: ${reason}`);
      return false;
    }
    const client = new Client(
      'spoc',
      NAME,
      { command: program, args, options: { cwd: drive } },
      {
        documentSelector: LANGUAGES.map((language) => ({ scheme: 'file', language })),
        outputChannel: this.#output,
        initializationFailedHandler: () => false,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue }),
          closed: () => {
            // The client knows only after this that its server is gone.
            setTimeout(() => {
              if (this.#client === client) void this.#ended(program);
            }, 0);
            return { action: CloseAction.DoNotRestart };
          },
        },
      },
    );
    try {
      await client.start();
    } catch {
      gaveUp(program);
      await client.dispose().catch(() => {});
      return false;
    }
    this.#client = client;
    return true;
  }

  /** The server ended by itself. @param {string} program */
  async #ended(program) {
    const now = Date.now();
    this.#ends = [...this.#ends.filter((end) => now - end < ENDS_WITHIN), now];
    if (this.#ends.length <= MOST_ENDS) return this.again(false);
    this.#hasFailed = true;
    await this.end();
    gaveUp(program);
  }

  /** The program; where there is none, that is said with what to do. @param {string} drive */
  async #program(drive) {
    const { isTrusted } = vscode.workspace;
    const asked = setting('path');
    const program = await findProgram(asked, drive, isTrusted, here());
    if (!program) {
      const isHeldBack = !isTrusted && (await findProgram(asked, drive, true, here())) !== undefined;
      tell(missing(asked, isHeldBack, here()), isHeldBack);
    }
    return program;
  }

  /** The drive of the file that is looked at, else of the folder that is open. */
  async #driveInView() {
    const asked = setting('drive');
    if (asked) return asked;
    const open = vscode.window.activeTextEditor?.document.uri;
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri);
    for (const uri of open ? [open, ...folders] : folders) {
      const drive = uri.scheme === 'file' ? await driveAround(uri.fsPath, here()) : undefined;
      if (drive) return drive;
    }
    return undefined;
  }

  /** @param {() => Promise<void>} act */
  #inTurn(act) {
    this.#turn = this.#turn.then(act, act);
    return this.#turn;
  }
}

/** A client whose faults are written down, and told to nobody: an officer can do nothing with them. */
class Client extends LanguageClient {
  /**
   * @param {string} message
   * @param {unknown} [data]
   */
  error(message, data) {
    super.error(message, forLog(data), false);
  }
}

/**
 * What of a fault is written down. Of an answer of the server only its number: its words may hold what stands in records.
 * @param {unknown} data
 */
function forLog(data) {
  const code = data instanceof Error && 'code' in data ? data.code : undefined;
  return typeof code === 'number' ? `code ${code}` : data;
}

/** @param {string} program */
function gaveUp(program) {
  vscode.window.showErrorMessage(`${program} began and gave up, so nobody helps here now. What it said is under View, Output, ${NAME}.`);
}

/**
 * What the search for the program asks of a computer.
 * @typedef {object} Computer
 * @property {boolean} isWindows
 * @property {string} home The user's own folder.
 * @property {string} local What a program keeps for its user on this PC alone: `%LOCALAPPDATA%`; empty elsewhere.
 * @property {string} searchPath The folders in which typed commands are looked for.
 * @property {(path: string) => Promise<boolean>} isFile
 */

/** This computer. @returns {Computer} */
function here() {
  return {
    isWindows: process.platform === 'win32',
    home: os.homedir(),
    local: process.env.LOCALAPPDATA ?? '',
    searchPath: process.env.PATH ?? '',
    // A share that cannot be reached, or that VS Code may not open, holds nothing for us.
    isFile: (path) => fs.stat(path).then((found) => found.isFile(), () => false),
  };
}

/**
 * The drive around a place: the nearest folder upward that holds policy.toml.
 * @param {string} place A folder or a file.
 * @param {Computer} computer
 * @returns {Promise<string | undefined>}
 */
async function driveAround(place, computer) {
  const path = pathsOf(computer);
  for (let folder = place; ; ) {
    if (await computer.isFile(path.join(folder, POLICY))) return folder;
    const above = path.dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}

/**
 * The program. In an untrusted window nothing is started that lies on the drive.
 * @param {string} asked What the setting names. It alone counts then, so that nobody takes another program for it.
 * @param {string} drive
 * @param {boolean} isTrusted
 * @param {Computer} computer
 * @returns {Promise<string | undefined>}
 */
async function findProgram(asked, drive, isTrusted, computer) {
  const path = pathsOf(computer);
  const name = computer.isWindows ? 'spoc.exe' : 'spoc';
  const places = asked ? [asked] : [];
  if (!asked) {
    const onDrive = [path.join(drive, name), path.join(drive, 'spoc', name)];
    const copy = computer.isWindows ? path.join(computer.local, 'Programs', 'spoc', name) : path.join(computer.home, '.local', 'bin', name);
    const folders = computer.searchPath.split(path.delimiter).map((folder) => folder.replaceAll('"', ''));
    places.push(...(isTrusted ? onDrive : []), copy, ...folders.map((folder) => path.join(folder, name)));
  }
  for (const place of places) {
    const mayStart = path.isAbsolute(place) && (asked || isTrusted || !isWithin(place, drive, computer));
    if (mayStart && (await computer.isFile(place))) return place;
  }
  return undefined;
}

/**
 * Whether a file lies in a folder, as far as the names tell.
 * @param {string} file
 * @param {string} folder
 * @param {Computer} computer
 */
function isWithin(file, folder, computer) {
  const path = pathsOf(computer);
  const way = path.relative(folder, file);
  return way !== '' && !path.isAbsolute(way) && way.split(path.sep)[0] !== '..';
}

/** @param {Computer} computer */
function pathsOf(computer) {
  return computer.isWindows ? nodePath.win32 : nodePath.posix;
}

/**
 * The words of a command line from what a lens hands over; none where it is something else.
 * @param {string} command
 * @param {unknown[]} given
 * @returns {string[] | undefined}
 */
function commandLine(command, given) {
  const words = given.length === 1 && Array.isArray(given[0]) ? given[0] : given;
  if (!words.every((word) => typeof word === 'string')) return undefined;
  return words[0] === command ? words : [command, ...words];
}

/**
 * Why a program cannot help; empty where it can. An older one does not know the command.
 * @param {string} program
 * @returns {Promise<string>}
 */
function reasonAgainst(program) {
  return new Promise((resolve) => {
    const options = { timeout: PATIENCE, windowsHide: true };
    childProcess.execFile(program, ['lsp', '--help'], options, (error) => {
      if (!error) resolve('');
      else if (error.killed) resolve('it does not answer. Look whether the drive is connected, then choose "School visits: Start spoc again".');
      else if (typeof error.code === 'number') resolve('it is an older spoc, which knows no editors. Ask for a newer one.');
      else resolve(`it does not start (${error.code ?? error.message}). Ask the IT department whether it may run from there.`);
    });
  });
}

/**
 * What is said where there is no program.
 * @param {string} asked
 * @param {boolean} isHeldBack Whether there is one on the drive, which an untrusted window does not start.
 * @param {Computer} computer
 */
function missing(asked, isHeldBack, computer) {
  if (asked) return `The setting spoc.path names ${asked}, which is not there. Correct it, or leave it empty.`;
  const name = computer.isWindows ? 'spoc.exe' : 'spoc';
  return isHeldBack
    ? `${name} lies on this drive, but this window is in Restricted Mode, in which nothing that lies there is started. If it is your team's drive, trust it.`
    : `${name} was not found, so nobody helps while you write records. Run "spoc setup" once, or ask for ${name} to be put beside ${POLICY} on the drive.`;
}

/**
 * Says it, with the place where it is put right.
 * @param {string} message
 * @param {boolean} isHeldBack
 */
function tell(message, isHeldBack) {
  const [action, command, ...words] = isHeldBack
    ? ['Trust', 'workbench.trust.manage']
    : ['Settings', 'workbench.action.openSettings', 'spoc.path'];
  vscode.window.showWarningMessage(message, action).then((chosen) => {
    if (chosen) vscode.commands.executeCommand(command, ...words);
  });
}

/**
 * Whether all of a drive is saved, or goes on as it was saved: a command reads what lies there.
 * @param {string} drive
 */
async function isSaved(drive) {
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && isWithin(uri.fsPath, drive, here()),
  );
  if (unsaved.length === 0) return true;
  const names = unsaved.map((document) => nodePath.basename(document.uri.fsPath)).join(', ');
  const save = 'Save and go on';
  const answer = await vscode.window.showWarningMessage(
    `Not saved yet: ${names}. spoc reads what is saved.`,
    { modal: true },
    save,
    'Go on without',
  );
  if (answer !== save) return answer !== undefined;
  const saved = await Promise.all(unsaved.map((document) => document.save()));
  return saved.every(Boolean);
}

/** @param {'path' | 'drive'} name */
function setting(name) {
  return vscode.workspace.getConfiguration('spoc').get(name, '').trim();
}

module.exports = { activate, deactivate, commandLine, driveAround, findProgram, missing };
