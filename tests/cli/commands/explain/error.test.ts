import { describe, expect, it } from '@jest/globals';
import { explainError } from '../../../../cli/commands/explain/error.ts';
import { capturedIo } from '../../captured-io.ts';

const withInput = (input: string) => ({ ...capturedIo(), readInput: async () => input });

describe('explain error', () => {
  it('says cause, remedy, who acts and whether it is tried again', async () => {
    const io = withInput('');

    expect(await explainError(['535', 'Authentication', 'Credentials', 'Invalid'], {}, io)).toBe(0);

    expect(io.out[0]).toBe('ses-smtp/credentials-invalid');
    expect(io.out).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ {2}cause {7}User or password is not that of SMTP/),
        expect.stringMatching(/^ {2}remedy {6}Derive the password anew/),
        '  who acts    you, who send the mail or run the pipeline',
        '  again       no',
        expect.stringMatching(/^ {2}source {6}https:\/\/docs\.aws\.amazon\.com\//),
      ]),
    );
  });

  it('prints it as JSON', async () => {
    const io = withInput('');
    const text = 'smtp; 550-5.7.26 This mail is unauthenticated - gsmtp';

    expect(await explainError([text], { json: true }, io)).toBe(0);

    expect(io.out.map((line) => JSON.parse(line))).toEqual([
      {
        key: 'gmail/unauthenticated',
        origin: 'gmail',
        cause: expect.stringContaining('SPF'),
        remedy: expect.stringContaining('DKIM'),
        actor: 'you',
        retry: 'no',
        sources: expect.arrayContaining(['https://support.google.com/a/answer/3726730']),
      },
    ]);
  });

  it.each([[[]], [['-']]])('reads the standard input when it is given %j', async (words) => {
    const io = withInput('Throttling: Maximum sending rate exceeded.\n');

    expect(await explainError(words, {}, io)).toBe(0);
    expect(io.out[0]).toBe('ses/send-rate');
  });

  it('guesses nothing of an error that it does not know', async () => {
    const io = withInput('');

    expect(await explainError(['something', 'odd'], {}, io)).toBe(3);
    expect(io.out).toEqual([]);
    expect(io.err.join()).toMatch(/not in the table/);

    const other = withInput('');
    expect(await explainError(['something odd'], { json: true }, other)).toBe(3);
    expect(JSON.parse(other.out[0] ?? '')).toMatchObject({ key: null, remedy: null, sources: [] });
  });

  it('asks for a text when there is none', async () => {
    const io = withInput('  \n');

    expect(await explainError([], {}, io)).toBe(2);
    expect(io.err.join()).toMatch(/Give the error/);
  });

  it('never repeats the text, in which an address or a control character may stand', async () => {
    const io = withInput('');

    await explainError(['550 5.1.1 <jane@example.org>: \u001b[2J user unknown'], {}, io);

    expect(io.out[0]).toBe('receiver/user-unknown');
    expect(io.out.join('\n')).not.toContain('jane');
    expect(io.out.join('\n')).not.toContain('\u001b');
  });
});
