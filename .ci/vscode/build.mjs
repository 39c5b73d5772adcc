// Builds the extension: one file of code with all that it uses, packed as VS Code installs it.
//
//     node build.mjs FILE.vsix
//
// The same sources give the same bytes.

import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, '../..');
/** Every file of the archive has this day: that of a build would make other bytes. */
const DAY = new Date(2000, 0, 1);

const [file] = process.argv.slice(2);
if (!file) throw new Error('give the file that is to be written');
const manifest = await ownManifest();
const { code, libraries } = await bundle();
const parts = {
  '[Content_Types].xml': contentTypes(),
  'extension.vsixmanifest': packageManifest(manifest),
  'extension/package.json': `${JSON.stringify(manifest, null, 2)}\n`,
  'extension/extension.js': code,
  'extension/README.md': await readFile(path.join(HERE, 'README.md'), 'utf8'),
  'extension/LICENSE.txt': await licences(libraries),
  'extension/icon.png': largestPicture(await readFile(path.join(ROOT, '.ci/icon/spoc.ico'))),
};
const bytes = Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]);
await writeFile(file, zipSync(Object.fromEntries(bytes), { level: 9, mtime: DAY }));

/** The manifest, with the version of the program and without what only building needs. */
async function ownManifest() {
  const { private: _, devDependencies: __, ...manifest } = JSON.parse(await readFile(path.join(HERE, 'package.json'), 'utf8'));
  const version = /^version = "(.*)"$/m.exec(await readFile(path.join(ROOT, 'Cargo.toml'), 'utf8'))?.[1];
  if (!version) throw new Error('Cargo.toml names no version');
  return { ...manifest, version };
}

/** The code in one file, and the folders of the packages that are in it. */
async function bundle() {
  const built = await build({
    absWorkingDir: HERE,
    entryPoints: ['extension.js'],
    bundle: true,
    external: ['vscode'],
    format: 'cjs',
    legalComments: 'none',
    metafile: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    write: false,
  });
  const folders = Object.keys(built.metafile.inputs).map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  const libraries = [...new Set(folders.filter((folder) => folder !== undefined))].sort();
  return { code: built.outputFiles[0].contents, libraries };
}

/** Our licences, and that of every package in the bundle. A package without the text of its licence is refused. */
async function licences(libraries) {
  const own = ['LICENSE-MIT', 'LICENSE-APACHE'].map((name) => readFile(path.join(ROOT, name), 'utf8'));
  const texts = [`School visits (spoc), under either of these licences, as you prefer:\n\n${(await Promise.all(own)).join('\n\n')}`];
  for (const library of libraries.map((folder) => path.join(HERE, folder))) {
    const { name, version, license } = JSON.parse(await readFile(path.join(library, 'package.json'), 'utf8'));
    const found = (await readdir(library)).find((name) => /^licen[cs]e/i.test(name));
    if (!found) throw new Error(`${name} ${version} comes without the text of its licence`);
    texts.push(`${name} ${version} (${license}), which is built in:\n\n${await readFile(path.join(library, found), 'utf8')}`);
  }
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join(`\n\n${'='.repeat(80)}\n\n`) + '\n';
}

/** The largest picture of an icon for Windows, which is a PNG. */
function largestPicture(icon) {
  const sizes = Array.from({ length: icon.readUInt16LE(4) }, (_, at) => icon.subarray(6 + 16 * at, 22 + 16 * at));
  const largest = sizes.find((size) => size[0] === 0);
  if (!largest) throw new Error('the icon has no picture of 256 pixels');
  return icon.subarray(largest.readUInt32LE(12), largest.readUInt32LE(12) + largest.readUInt32LE(8));
}

/** What the archive says of itself to VS Code. */
function packageManifest({ name, publisher, version, displayName, description, categories, engines, icon }) {
  const asset = (type, path) => `    <Asset Type="Microsoft.VisualStudio.${type}" Path="extension/${path}" Addressable="true"/>`;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011" xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">
  <Metadata>
    <Identity Language="en-US" Id="${name}" Version="${version}" Publisher="${publisher}"/>
    <DisplayName>${escaped(displayName)}</DisplayName>
    <Description xml:space="preserve">${escaped(description)}</Description>
    <Categories>${escaped(categories.join(','))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${escaped(engines.vscode)}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
    </Properties>
    <License>extension/LICENSE.txt</License>
    <Icon>extension/${icon}</Icon>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
${asset('Code.Manifest', 'package.json')}
${asset('Services.Content.Details', 'README.md')}
${asset('Services.Content.License', 'LICENSE.txt')}
${asset('Services.Icons.Default', icon)}
  </Assets>
</PackageManifest>
`;
}

function contentTypes() {
  const types = { '.json': 'application/json', '.js': 'application/javascript', '.md': 'text/markdown', '.txt': 'text/plain', '.png': 'image/png', '.vsixmanifest': 'text/xml' };
  const lines = Object.entries(types).map(([ending, type]) => `<Default Extension="${ending}" ContentType="${type}"/>`);
  return `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${lines.join('')}</Types>\n`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
