import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isHere } from '../../../support/foreign-programs.ts';

const bin = join(import.meta.dirname, '..', '..', '..', '..', 'cli', 'bin.mjs');
const folder = mkdtempSync(join(tmpdir(), 'completion-'));
const env = {
  ...process.env,
  PATH: `${folder}${delimiter}${process.env.PATH}`,
  AWS_CONFIG_FILE: join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
};
const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, [...args], {
    encoding: 'utf8',
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const scriptOf = (shell: string): string => {
  const file = join(folder, `script.${shell}`);
  writeFileSync(file, run('ses-pipeline', ['completion', shell]));
  return file;
};

beforeAll(() => {
  const program = join(folder, 'ses-pipeline');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(program, 0o755);
  writeFileSync(join(folder, 'config'), '[default]\n[profile shop]\n[sso-session work]\n');
  writeFileSync(join(folder, 'list.csv'), '');
  mkdirSync(join(folder, 'lists'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What may come in place of the last word. */
const completed = (...words: readonly string[]): readonly string[] =>
  run('ses-pipeline', ['complete', '--', ...words])
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(':'))
    .map((line) => line.split('\t')[0] ?? '');

describe('complete', () => {
  it.each([
    [['sen'], ['send']],
    [
      ['tenants', 'keys', ''],
      ['create', 'list', 'revoke'],
    ],
    [
      ['send', '--stream', ''],
      ['transactional', 'notifications', 'marketing'],
    ],
    [['--stage', 'prod', 'messages', 'search', '--state', 'bo'], ['bounced']],
    [['messages', 'search', '--stage', 'prod', '--state', 'bo'], ['bounced']],
    [
      ['suppressions', 'import', '--format', ''],
      ['csv', 'jsonl'],
    ],
    [['completion', 'f'], ['fish']],
    [['send', '--prof'], ['--profile']],
    [
      ['send', '--profile', ''],
      ['default', 'shop'],
    ],
    [
      ['suppressions', 'import', 'list'],
      ['list.csv', 'lists/'],
    ],
    [['send', '--attach', 'list.'], ['list.csv']],
    [['no-such-command', '--'], expect.not.arrayContaining(['--subject'])],
  ])('%j with %j', (words, expected) => {
    expect(completed(...words)).toEqual(expected);
  });
});

describe('the script for bash', () => {
  const inBash = (line: string): readonly string[] => {
    const script = scriptOf('bash');
    const ask = `source '${script}'; source '${script}'
COMP_LINE='${line}' COMP_POINT=${line.length} COMP_CWORD=0 COMP_WORDS=()
__ses_pipeline_complete 2> /dev/null
printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run('bash', ['--norc', '-c', ask])
      .split('\n')
      .filter((word) => word !== '');
  };

  it.each([
    ['ses-pipeline tenants bud', ['budget']],
    ['ses-pipeline tenants budget ', ['show']],
    ['ses-pipeline send --stream ', ['transactional', 'notifications', 'marketing']],
  ])(
    'completes %s, without the package bash-completion, however often it is read',
    (line, words) => {
      expect(inBash(line)).toEqual(words);
    },
  );
});

describe('the script for fish', () => {
  const fish = isHere('completion in fish', 'fish', '--version') ? it : it.skip;
  fish('completes', () => {
    const ask = (line: string) =>
      run('fish', ['--no-config', '-c', `source '${scriptOf('fish')}'; complete -C '${line}'`]);

    expect(ask('ses-pipeline tenants bud')).toMatch(/^budget\t/);
    expect(ask('ses-pipeline send --stream=n')).toMatch(/^--stream=notifications/);
  });
});

describe('the script for zsh', () => {
  const isTestable =
    isHere('completion in zsh', 'zsh', '--version') &&
    isHere('completion in zsh', 'python3', '--version');
  const zsh = isTestable ? it : it.skip;
  const typing = `import os, pty, select, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'dumb'
    os.execvp('zsh', ['zsh', '-f', '-i'])
def shown(seconds, until):
    out, end = b'', time.time() + seconds
    while time.time() < end and until not in out:
        if select.select([fd], [], [], 0.2)[0]: out += os.read(fd, 65536)
    return out
os.write(fd, b"PS1='> '; autoload -U compinit; compinit -u -D; source '" + sys.argv[1].encode() + b"'; echo re''ady\\n")
shown(20, b'ready')
os.write(fd, sys.argv[2].encode() + b'\\t')
sys.stdout.buffer.write(shown(20, sys.argv[3].encode()))
os.kill(pid, 9)
`;
  zsh.each([
    ['ses-pipeline tenants bud', 'budget'],
    ['ses-pipeline send --stream not', 'notifications'],
  ])('completes %s', (line, word) => {
    expect(run('python3', ['-c', typing, scriptOf('zsh'), line, word])).toContain(word);
  });
});

describe('the script for PowerShell', () => {
  const powershell = isHere('completion in PowerShell', 'pwsh', '--version') ? it : it.skip;
  powershell('completes', () => {
    const line = 'ses-pipeline tenants bud';
    const ask = `. '${scriptOf('powershell')}'; (TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`;

    expect(run('pwsh', ['-NoProfile', '-Command', ask])).toContain('budget');
  });

  it('registers the completion of the program', () => {
    expect(run('ses-pipeline', ['completion', 'powershell'])).toMatch(
      /Register-ArgumentCompleter -CommandName 'ses-pipeline'/,
    );
  });
});
