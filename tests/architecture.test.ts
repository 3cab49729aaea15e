import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  circles,
  codeOf,
  filesBelow,
  functionSizes,
  importedFiles,
  importsOf,
  mainAfterHelpers,
  read,
} from './support/source-tree.ts';

const root = join(import.meta.dirname, '..');

const product = ['functions', 'shared', 'doors', 'client', 'cli'].flatMap(filesBelow);
const beside = ['local', 'simulator', 'proofs', 'bench', 'scripts'].flatMap(filesBelow);
const sources = [...product, ...beside];
const shared = product.filter((file) => file.startsWith('shared/'));
const functions = product.filter((file) => file.startsWith('functions/'));
const doors = product.filter((file) => file.startsWith('doors/'));

const isIn = (...folders: readonly string[]) => {
  const starts = folders.map((folder) => `${folder}/`);
  return (file: string): boolean => starts.some((start) => file.startsWith(start));
};

/** Files that put rules and the world together, or are the world. */
const isWired = (file: string): boolean =>
  isIn('shared/aws', 'shared/lambda')(file) ||
  /\/(?:handler|wiring|warm-up|sns-https|sts-https)\.ts$/.test(file) ||
  [
    'shared/system/clock.ts',
    'shared/smtp/send-by-smtp.ts',
    'shared/identities/ask-dns.ts',
    'shared/identities/is-freemail.ts',
  ].includes(file);

const rules = [...shared, ...functions].filter((file) => !isWired(file));

/** What a rule may use of Node: computing, and no world. */
const pureModules = ['node:crypto', 'node:url'];
const pureLibraries =
  /^(?:lru-cache|handlebars\/dist\/.+|hono|hono\/(?:router\/.+|accepts|body-limit|html)|jose|mime\/lite|postal-mime|tldts|@smithy\/signature-v4|@smithy\/types|zod|zod\/mini|nodemailer\/lib\/.+)$/;

/** Folder of the function that a file belongs to. */
const functionOf = (file: string): string => file.split('/').slice(0, 2).join('/');

/** Imports from one place to another that may not be. */
const arrows = (
  files: readonly string[],
  isForbidden: (imported: string, file: string) => boolean,
): readonly string[] =>
  files.flatMap((file) =>
    importedFiles(file)
      .filter((imported) => isForbidden(imported, file))
      .map((imported) => `${file} imports ${imported}`),
  );

describe('the tree', () => {
  it('keeps rules among rules: no SDK, no adapter, no Lambda', () => {
    const foreign = rules.flatMap((file) =>
      importsOf(file).filter(
        (name) => !name.startsWith('.') && !pureModules.includes(name) && !pureLibraries.test(name),
      ),
    );

    expect(rules.length).toBeGreaterThan(100);
    expect(foreign).toEqual([]);
    expect(arrows(rules, isWired)).toEqual([]);
  });

  it('imports the AWS SDK in shared/aws alone, and builds clients beside it only where functions are put together', () => {
    const users = [...shared, ...functions].filter((file) =>
      importsOf(file).some((name) => name.startsWith('@aws-sdk/')),
    );

    expect(users.length).toBeGreaterThan(20);
    expect(
      users.filter(
        (file) => !isIn('shared/aws', 'shared/lambda')(file) && !file.endsWith('/wiring.ts'),
      ),
    ).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(circles(sources)).toEqual([]);
  });

  it('has no arrow from what is shared to a function, nor from one function to another', () => {
    expect(arrows(shared, isIn('functions'))).toEqual([]);
    expect(
      arrows(
        functions,
        (imported, file) =>
          isIn('functions')(imported) && functionOf(imported) !== functionOf(file),
      ),
    ).toEqual([]);
  });

  it('has no arrow from a door to anything but what is shared', () => {
    expect(doors.length).toBeGreaterThan(10);
    expect(arrows(doors, (imported) => !isIn('shared', 'doors')(imported))).toEqual([]);
    expect(arrows([...shared, ...functions], isIn('doors'))).toEqual([]);
    expect(
      arrows(
        doors.filter((file) => !file.endsWith('/wiring.ts')),
        isIn('shared/aws', 'shared/lambda'),
      ),
    ).toEqual([]);
  });

  it('has no arrow from the product to what stands beside it, nor from the simulator to the local stack', () => {
    expect(
      arrows(product, isIn('local', 'simulator', 'proofs', 'bench', 'scripts', 'tests')),
    ).toEqual([]);
    expect(arrows(filesBelow('local'), isIn('proofs', 'bench', 'tests'))).toEqual([]);
    expect(arrows(filesBelow('simulator'), isIn('local', 'proofs', 'bench', 'tests'))).toEqual([]);
  });

  it('has no arrow from a proof to the bench or the tests, nor from the bench to the tests', () => {
    expect(arrows(filesBelow('proofs'), isIn('bench', 'tests'))).toEqual([]);
    expect(arrows(filesBelow('bench'), isIn('tests'))).toEqual([]);
  });

  it('reads time and chance in one file, and the environment in one', () => {
    const using = (pattern: RegExp) =>
      [...shared, ...functions, ...doors].filter((file) => pattern.test(codeOf(file)));

    expect(using(/Date\.now\(|new Date\(\)|Math\.random\(|randomUUID|randomInt\b/)).toEqual([
      'shared/system/clock.ts',
    ]);
    expect(using(/process\.env/)).toEqual(['shared/lambda/environment.ts']);
  });

  it('makes no claim about types that it does not check', () => {
    const withoutText = (code: string): string =>
      code.replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''");
    const claim = /\)?\s\bas\s+(?!const\b)[A-Za-z{[(]/;
    const claims = [...shared, ...functions, ...doors].filter((file) =>
      withoutText(codeOf(file))
        .split('\n')
        .some((line) => !/^\s*(?:import|export) /.test(line) && claim.test(line)),
    );

    expect(claims).toEqual([]);
  });

  it('has a handler of a few lines for each function', () => {
    const handlers = functions.filter((file) => file.endsWith('/handler.ts'));

    expect(handlers).toHaveLength(readdirSync(join(root, 'functions')).length);
    expect(handlers.filter((file) => codeOf(file).split('\n').length > 30)).toEqual([]);
  });

  it('is mirrored by the tests: each lies where its subject lies', () => {
    const mirrored = isIn('tests/docs', 'tests/e2e', 'tests/infra', 'tests/fixtures');
    const strays = filesBelow('tests').filter(
      (file) =>
        file.endsWith('.test.ts') &&
        dirname(file) !== 'tests' &&
        !mirrored(file) &&
        !existsSync(join(root, dirname(file).slice('tests/'.length))),
    );

    expect(strays).toEqual([]);
  });
});

describe('functions', () => {
  it('fit on a screen of 60 lines', () => {
    const long = sources
      .flatMap(functionSizes)
      .filter(({ lines }) => lines > 60)
      .map(({ file, name }) => `${file} ${name}`);

    expect(long).toEqual([]);
  });
});

describe('files', () => {
  it('show the function that they are named after before its helpers', () => {
    expect(sources.flatMap((file) => mainAfterHelpers(file) ?? [])).toEqual([]);
  });

  it('of functions, doors and shared rules hold one idea, in 250 lines at the most', () => {
    const long = [...shared, ...functions, ...doors].filter(
      (file) => read(file).split('\n').length > 251,
    );

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
