import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Code without its comments. */
const codeOf = (file: string): string =>
  read(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');

const importsOf = (file: string): readonly string[] =>
  [...codeOf(file).matchAll(/(?:from|import) '([^']+)'/g)].map(([, name]) => name ?? '');

const shared = filesBelow('shared');
const isRule = (file: string): boolean =>
  !file.startsWith('shared/aws/') && !file.startsWith('shared/lambda/');
const rules = shared.filter(isRule);

/** What a rule may use of Node: computing, and no world. */
const pureModules = ['node:crypto', 'node:url'];
const pureLibraries = /^(?:zod|zod\/mini|nodemailer\/lib\/.+)$/;

describe('the tree', () => {
  it('keeps rules among rules: no SDK, no adapter, no Lambda', () => {
    const foreign = rules.flatMap((file) =>
      importsOf(file)
        .filter((name) =>
          name.startsWith('.')
            ? /\/(?:aws|lambda)\//.test(name)
            : !pureModules.includes(name) && !pureLibraries.test(name),
        )
        .map((name) => `${file} imports ${name}`),
    );

    expect(rules.length).toBeGreaterThan(30);
    expect(foreign).toEqual([]);
  });

  it('imports the AWS SDK in shared/aws alone, and builds clients beside it only where functions are put together', () => {
    const users = shared.filter((file) =>
      importsOf(file).some((name) => name.startsWith('@aws-sdk/')),
    );

    expect(
      users.filter((file) => !file.startsWith('shared/aws/') && !file.startsWith('shared/lambda/')),
    ).toEqual([]);
  });

  it('reads time and chance in one file, and the environment in one', () => {
    const using = (pattern: RegExp) => shared.filter((file) => pattern.test(codeOf(file)));

    expect(using(/Date\.now\(|new Date\(\)|Math\.random\(|randomUUID/)).toEqual([
      'shared/system/clock.ts',
    ]);
    expect(using(/process\.env/)).toEqual(['shared/lambda/environment.ts']);
  });

  it('makes no claim about types that it does not check', () => {
    const withoutText = (code: string): string =>
      code.replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''");
    const claim = /\)?\s\bas\s+(?!const\b)[A-Za-z{[(]/;
    const claims = [...shared, ...filesBelow('functions')].filter((file) =>
      withoutText(codeOf(file))
        .split('\n')
        .some((line) => !/^\s*(?:import|export) /.test(line) && claim.test(line)),
    );

    expect(claims).toEqual([]);
  });

  it('has a handler of a few lines for each function', () => {
    const long = filesBelow('functions').filter((file) => codeOf(file).split('\n').length > 30);

    expect(long).toEqual([]);
  });
});

describe('the README', () => {
  const functionsInReadme = [...read('README.md').matchAll(/^\| `([a-z-]+)` \|/gm)].map(
    ([, name]) => name,
  );
  const functionsInService = [
    ...read('serverless.yml').matchAll(/^ {4}handler: functions\/([a-z-]+)\/handler\.handler$/gm),
  ].map(([, name]) => name);

  it('tells of each function there is, and of no other', () => {
    expect(functionsInReadme.toSorted()).toEqual(functionsInService.toSorted());
    expect(functionsInService.toSorted()).toEqual(readdirSync(join(root, 'functions')).toSorted());
  });

  it('shows the two commands first, and names pages that exist', () => {
    const [, firstCommands] = /```sh\n([\s\S]*?)```/.exec(read('README.md')) ?? [];
    const pages = [...read('README.md').matchAll(/\]\((docs\/[a-z-]+\.md)\)/g)].map(
      ([, page]) => page ?? '',
    );

    expect(firstCommands?.match(/^npm \w+/gm)).toEqual(['npm start', 'npm test']);
    expect(pages.length).toBeGreaterThan(5);
    for (const page of pages) expect(read(page).length).toBeGreaterThan(200);
  });
});
