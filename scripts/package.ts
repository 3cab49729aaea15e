// `npm run package`: what `serverless package` would make, in `.serverless`, with no account and no
// network. Arguments are passed on.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerlessError } from '../cli/serverless/spawn-serverless.ts';
import { makePackage } from '../local/template/packaged.ts';

const output = join(import.meta.dirname, '..', '.serverless');

try {
  await makePackage(process.argv.slice(2));
  const zips = (await readdir(output)).filter((name) => name.endsWith('.zip')).sort();
  const sizes = await Promise.all(zips.map(async (name) => (await stat(join(output, name))).size));
  const lines = zips.map(
    (name, index) =>
      `  ${name.padEnd(24)} ${((sizes[index] ?? 0) / 1024).toFixed(0).padStart(4)} KiB`,
  );
  process.stdout.write(`${['Packaged into .serverless:', ...lines].join('\n')}\n`);
} catch (error) {
  if (!(error instanceof ServerlessError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
