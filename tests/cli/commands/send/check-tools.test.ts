import { describe, expect, it } from '@jest/globals';
import { openCheckTools } from '../../../../cli/commands/send/check-tools.ts';
import { cannotTell, known } from '../../../../shared/following/path-facts.ts';
import { mail, mailWithout, validate } from '../../../shared/email/message-builder.ts';

const factsOf = (message: Readonly<Record<string, unknown>>) => {
  const validation = validate(message);
  if (validation.kind !== 'valid') throw new Error('not valid');
  return openCheckTools(undefined).readFacts(validation.message);
};

describe('send --check without a pipeline', () => {
  it('knows the size and the provider of the sender, and nothing else', async () => {
    const { bytes, isFreemail, nowMs: _, ...others } = await factsOf(mail());

    expect(bytes).toEqual({ kind: 'known', fact: expect.any(Number) });
    expect(isFreemail).toEqual(known(false));
    for (const fact of Object.values(others))
      expect(fact).toEqual(cannotTell('no pipeline was asked'));
    expect(Object.keys(others).length).toBeGreaterThan(5);
  });

  it('knows a provider of free mailboxes, and that nobody may be known as sender', async () => {
    const of = async (message: Readonly<Record<string, unknown>>) =>
      (await factsOf(message)).isFreemail;

    expect(await of(mail({ from: 'shop@gmail.com' }))).toEqual(known(true));
    expect((await of(mailWithout(['from']))).kind).toBe('cannot-tell');
  });
});
