// npm runs this after it has installed the dependencies.
import { chmodSync, copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const commands = join(root, 'node_modules', '.bin');
const command = join(commands, 'ses-pipeline');

// `npx ses-pipeline` in a clone starts at once when the command is among the project's own; else
// npx installs the clone into its cache first.
mkdirSync(commands, { recursive: true });
if (process.platform === 'win32') {
  writeFileSync(`${command}.cmd`, '@node "%~dp0\\..\\..\\cli\\bin.mjs" %*\r\n');
} else {
  chmodSync(join(root, 'cli', 'bin.mjs'), 0o755);
  rmSync(command, { force: true });
  symlinkSync('../../cli/bin.mjs', command);
}

// Tells scripts/run.mjs which lock file is installed.
copyFileSync(join(root, 'package-lock.json'), join(root, 'node_modules', '.installed-lock'));
