// Runs a TypeScript entry point, or the tests, on the project's own Node; installs the dependencies
// first when they are missing. Plain JavaScript with no dependency, because it has to work before
// `npm ci` has run and on the Node a machine happens to have.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { followStarter } from './follow-starter.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const stamp = join(root, 'node_modules', '.installed-lock');

const lockFile = () => readFileSync(join(root, 'package-lock.json'), 'utf8');

const isInstalled = () =>
  existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lockFile();

const install = () => {
  process.stderr.write('Installing dependencies (npm ci), once …\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    process.stderr.write(
      'npm ci failed; its messages are above. Check the network and the registry npm is set to, then run this again.\n',
    );
    process.exit(1);
  }
  writeFileSync(stamp, lockFile());
};

if (!isInstalled()) install();

const [first, ...rest] = process.argv.slice(2);
const isJest = first === '--jest' || first === '--jest-e2e';
const args = isJest
  ? [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
      ...rest,
    ]
  : ['--disable-warning=ExperimentalWarning', join(root, first), ...rest];

const env = {
  ...process.env,
  // Read by jest.config.mjs.
  ...(first === '--jest-e2e' ? { E2E: 'true' } : {}),
  // What Node has compiled once it reads from there the next time, in half the time.
  ...(isJest ? {} : { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled') }),
};

const endWithThis = ['--import', pathToFileURL(join(root, 'scripts', 'end-with-starter.mjs')).href];

const child = spawn(node, [...endWithThis, ...args], { cwd: process.cwd(), stdio: 'inherit', env });
// Ctrl-C reaches the whole foreground group by itself; a signal sent to this process alone has to
// be passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
followStarter(() => child.kill('SIGTERM'));
child.on('exit', (code, signal) =>
  process.exit(
    signal ? 128 + ({ SIGINT: 2, SIGTERM: 15, SIGKILL: 9, SIGHUP: 1 }[signal] ?? 0) : code,
  ),
);
