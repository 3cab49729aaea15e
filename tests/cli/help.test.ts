import { beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandHelp, commandHelp } from '../support/command-help.ts';

let commands: readonly CommandHelp[];
beforeAll(async () => {
  commands = await commandHelp();
});

const leaves = (): readonly CommandHelp[] => commands.filter(({ isGroup }) => !isGroup);

describe('the help of every command', () => {
  it('is there for many', () => {
    expect(leaves().length).toBeGreaterThan(40);
    expect(commands.filter(({ isGroup }) => isGroup).length).toBeGreaterThan(8);
  });

  it('says what the command does, and what each option and argument is', () => {
    expect(commands.filter(({ description }) => description.length < 10)).toEqual([]);
    expect(
      commands.flatMap(({ path, unexplained }) => unexplained.map((line) => `${path}: ${line}`)),
    ).toEqual([]);
  });

  it('has an example: .addHelpText("after", examples(…)) of cli/help/examples.ts', () => {
    expect(leaves().filter(({ examples }) => examples.length === 0)).toEqual([]);
  });

  it('has examples of the command itself, with options that it has and all that it needs', () => {
    const globals = commands.find(({ path }) => path === '')?.options ?? [];
    const wrong = leaves().flatMap(({ path, examples, options, required }) =>
      examples.filter((example) => {
        const named = [...example.matchAll(/ (--[a-z-]+)/g)].map(([, name = '']) => name);
        return (
          !`${example} `.startsWith(`npx ses-pipeline ${path} `) ||
          named.some((name) => ![...options, ...globals].includes(name)) ||
          required.some((name) => !named.includes(name))
        );
      }),
    );

    expect(wrong).toEqual([]);
  });

  it('lists in the overview every command under a heading, and what to try first', () => {
    const { text = '' } = commands.find(({ path }) => path === '') ?? {};

    expect(text).not.toMatch(/^Commands:/m);
    for (const group of ['Sending', 'Feedback', 'Tenants', 'Operation', 'This machine'])
      expect(text).toMatch(new RegExp(`^${group}:$`, 'm'));
    expect(text).toMatch(/^First steps:\n {2}npm start/m);
  });
});
