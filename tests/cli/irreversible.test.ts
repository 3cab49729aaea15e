import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { irreversible } from '../../cli/irreversible.ts';

const world = (answers: 'confirmed' | 'refused') => {
  const asked: unknown[] = [];
  const done: string[] = [];
  const program = new Command();
  irreversible(
    program.command('remove'),
    async (question, options) => {
      asked.push([question, options.yes]);
      return answers === 'confirmed' ? { kind: answers } : { kind: answers, exitCode: 2 };
    },
    ([tenant], { dryRun }: { readonly dryRun?: boolean }) =>
      dryRun ? undefined : `Remove ${tenant}?`,
  )
    .argument('<tenant>')
    .option('--dry-run')
    .action((tenant: string) => void done.push(tenant));
  return { asked, done, run: (...words: string[]) => program.parseAsync(words, { from: 'user' }) };
};

describe('irreversible', () => {
  it('asks with the arguments of the command, then runs it', async () => {
    const { asked, done, run } = world('confirmed');
    await run('remove', 'acme');
    await run('remove', 'shop', '--yes');

    expect(asked).toEqual([
      ['Remove acme?', undefined],
      ['Remove shop?', true],
    ]);
    expect(done).toEqual(['acme', 'shop']);
  });

  it('does not run what is refused, and carries the exit code', async () => {
    const { done, run } = world('refused');

    await expect(run('remove', 'acme')).rejects.toMatchObject({ name: 'Refused', exitCode: 2 });
    expect(done).toEqual([]);
  });

  it('asks nothing when this time everything can be undone', async () => {
    const { asked, done, run } = world('refused');
    await run('remove', 'acme', '--dry-run');

    expect(asked).toEqual([]);
    expect(done).toEqual(['acme']);
  });
});
