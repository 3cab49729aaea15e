import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packagedService } from '../support/packaged-template.ts';
import { filesBelow, importedFiles } from '../support/source-tree.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const page = read('docs/architecture.md');

const section = (heading: string): string =>
  page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';

const codesIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));

/** Keys of the object schemas in a file, the outermost alone. */
const keysOf = (file: string): readonly string[] =>
  [...read(file).matchAll(/looseObject\(\{\n([\s\S]*?)\n\}\)/g)].flatMap(([, body = '']) =>
    [...body.matchAll(/^ {2}(\w+):/gm)].map(([, key = '']) => key),
  );

describe('docs/architecture.md', () => {
  it('says of every folder what may go in', () => {
    const folders = execFileSync('git', ['ls-tree', '-d', '--name-only', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
    })
      .split('\n')
      .filter((name) => /^[a-z]/.test(name));
    const told = [...codesIn(section('Folders'))].map((name) => name.split('/')[0]);

    expect(folders.length).toBeGreaterThan(8);
    expect(folders.filter((name) => !told.includes(name))).toEqual([]);
  });

  it('follows a mail from SQS to SES, in eight files and six types at the most', () => {
    const rows = [
      ...section('From an SQS record to a call of SES').matchAll(
        /^\| `([\w/-]+\.ts)` \|[^|]+\| ([^|]+) \|$/gm,
      ),
    ].map(([, file = '', types = '']) => ({ file, types: [...codesIn(types)] }));
    const files = rows.map(({ file }) => file);
    const types = new Set(rows.flatMap((row) => row.types));
    const wirings = filesBelow('functions/send-email').filter((file) =>
      file.endsWith('/wiring.ts'),
    );
    const reached = new Set([files[0] ?? '', ...files, ...wirings].flatMap(importedFiles));

    expect(files.length).toBeGreaterThan(5);
    expect(files.length).toBeLessThanOrEqual(8);
    expect(types.size).toBeGreaterThan(3);
    expect(types.size).toBeLessThanOrEqual(6);
    expect(files.slice(1).filter((file) => !reached.has(file))).toEqual([]);
    const code = ['functions', 'shared'].flatMap(filesBelow).map(read).join('\n');
    for (const type of types)
      expect(code).toMatch(new RegExp(`^export (?:interface|type) ${type}\\b`, 'm'));
  });

  it('names every function and every concept, and no folder that is not there', () => {
    const named = [...codesIn(section('Folders'))].filter((name) =>
      /^[a-z-]+\/(?:[a-z-]+\/)*$/.test(name),
    );
    const rooms = [
      ...new Set(
        globSync('{functions,shared}/*/**/*.ts', { cwd: root }).map(
          (file) => `${file.split('/').slice(0, 2).join('/')}/`,
        ),
      ),
    ];

    expect(rooms.length).toBeGreaterThan(20);
    expect(rooms.filter((room) => !named.includes(room))).toEqual([]);
    expect(
      named.filter(
        (name) =>
          !['', 'local/', 'simulator/', 'proofs/'].some((start) =>
            existsSync(join(root, start, name)),
          ),
      ),
    ).toEqual([]);
  });

  it('has every attribute of a tenant that some adapter reads', () => {
    const keys = new Set(
      [
        ...globSync('shared/aws/tenants/*.ts', { cwd: root }),
        'shared/tenants/tenant-item.ts',
      ].flatMap(keysOf),
    );
    const told = codesIn(section('The tenants table'));

    expect(keys.size).toBeGreaterThan(4);
    expect([...keys].filter((key) => !told.has(key))).toEqual([]);
  });
});

describe('README.md', () => {
  it('names every function, and after how many receives its events are dead letters', async () => {
    const service = await packagedService();
    const readme = read('README.md');
    const words: Readonly<Record<number, string>> = { 3: 'three', 5: 'five', 1000: 'a thousand' };
    const { maxReceiveCount } = service.named('FeedbackQueue').properties.RedrivePolicy;

    for (const { name } of service.functions) expect(readme).toContain(`| \`${name}\` |`);
    expect(readme).toContain(`after ${words[maxReceiveCount]} receives a dead-letter queue`);
  });

  it('lists every page, and no other', () => {
    const linked = [...read('README.md').matchAll(/\((docs\/[a-z-]+\.md)(?:#[a-z-]+)?\)/g)].map(
      ([, file = '']) => file,
    );

    expect([...new Set(linked)].sort()).toEqual([...globSync('docs/*.md', { cwd: root })].sort());
  });
});

describe('links between pages', () => {
  const anchorOf = (heading: string): string =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');

  it('lead to pages and headings that exist', () => {
    const files = ['README.md', ...globSync('docs/*.md', { cwd: root })];
    const anchors = new Map(
      files.map((file) => [
        file,
        new Set([...read(file).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => anchorOf(text))),
      ]),
    );
    const broken = files.flatMap((file) =>
      [...read(file).matchAll(/\]\(([\w./-]*)(?:#([^)]+))?\)/g)].flatMap(
        ([, path = '', anchor]) => {
          const target = path === '' ? file : join(file, '..', path);
          const exists = globSync(target, { cwd: root }).length > 0;
          const headings = anchors.get(target);
          return exists && (anchor === undefined || headings?.has(anchor))
            ? []
            : [`${file}: ${path}#${anchor}`];
        },
      ),
    );

    expect(broken).toEqual([]);
  });
});
