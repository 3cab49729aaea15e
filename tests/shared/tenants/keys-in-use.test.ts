import { describe, expect, it } from '@jest/globals';
import { SecretFailure, type SecretFailureKind } from '../../../shared/secrets/secret-failure.ts';
import type { Mail, SendAnswer } from '../../../shared/ses-api/ports.ts';
import { askWithKeys, keysInUse, sendWithKeys } from '../../../shared/tenants/keys-in-use.ts';

const nowMs = 1_790_000_000_000;
const key = (letter: string) => ({
  accessKeyId: `AKIA${letter.repeat(16)}`,
  secret: `v1.${letter}.b.c`,
  setAt: nowMs,
});
const [newKey, oldKey] = [key('B'), key('A')];
const mail: Mail = {
  kind: 'raw',
  source: 'a@example.com',
  destinations: ['b@example.com'],
  configurationSet: 'c',
  tags: {},
  mime: Buffer.from(''),
};
const accepted: SendAnswer = { kind: 'accepted', sesMessageId: 'ses-1' };
const refusedAs = (code: string): SendAnswer => ({
  kind: 'refused',
  refusal: { kind: 'paused', code, cause: 'x', remedy: 'y' },
});

/** Two keys of a tenant; SES refuses those that `refused` names, with this code. */
const world = (
  code = 'InvalidClientTokenId',
  credentials = { current: newKey, previous: oldKey },
) => {
  const refused = new Set<string>();
  const calls: string[] = [];
  const built: string[] = [];
  const contexts = new Set<string>();
  const clock = { nowMs };
  const failure: { error: Error | undefined } = { error: undefined };
  const keys = keysInUse(
    { tenantId: 'acme', credentials },
    {
      openSecret: async (sealed, context) => {
        contexts.add(JSON.stringify(context));
        if (failure.error !== undefined) throw failure.error;
        return `plain-${sealed}`;
      },
      now: () => clock.nowMs,
    },
    ({ accessKeyId, openSecret }) => {
      built.push(accessKeyId);
      return {
        sendMail: async (): Promise<SendAnswer> => {
          calls.push(`${accessKeyId} ${await openSecret()}`);
          return refused.has(accessKeyId) ? refusedAs(code) : accepted;
        },
        read: async (): Promise<number> => {
          if (!refused.has(accessKeyId)) return 14;
          const error = new Error('x');
          error.name = code;
          throw error;
        },
      };
    },
  );
  const send = sendWithKeys(keys, ({ sendMail }) => sendMail);
  const ask = askWithKeys(keys, ({ read }) => read());
  return { send: () => send(mail), ask, refused, calls, built, contexts, clock, failure };
};

describe('sendWithKeys', () => {
  it('signs with the present key, opened for its tenant, and builds what signs once', async () => {
    const { send, calls, built, contexts } = world();

    expect([await send(), await send()]).toEqual([accepted, accepted]);

    expect(calls).toEqual(Array(2).fill(`${newKey.accessKeyId} plain-${newKey.secret}`));
    expect(built).toEqual([newKey.accessKeyId]);
    expect([...contexts]).toEqual(['{"tenant":"acme","purpose":"ses-access-key"}']);
  });

  it.each([
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
    'ExpiredToken',
    'ExpiredTokenException',
  ])(
    'asks SES once for a mail whose key is refused (%s), and uses the key before for the next',
    async (code) => {
      const { send, refused, calls } = world(code);
      refused.add(newKey.accessKeyId);

      const first = await send();
      expect(first).toMatchObject({ kind: 'refused', refusal: { kind: 'unreachable', code } });
      expect(calls).toHaveLength(1);

      expect(await send()).toEqual(accepted);
      expect(calls[1]).toContain(oldKey.accessKeyId);
    },
  );

  it('goes back to the present key as soon as AWS knows it', async () => {
    const { send, refused, calls, clock } = world();
    refused.add(newKey.accessKeyId);
    await send();
    refused.clear();

    clock.nowMs += 60_000;
    await send();

    expect(calls.at(-1)).toContain(newKey.accessKeyId);
  });

  it('stops the account when no key is accepted, and names the tenant and what to do', async () => {
    const { send, refused } = world();
    refused.add(newKey.accessKeyId).add(oldKey.accessKeyId);
    await send();

    expect(await send()).toEqual({
      kind: 'refused',
      refusal: {
        kind: 'paused',
        code: 'InvalidClientTokenId',
        cause: 'AWS does not accept an access key of tenant acme (InvalidClientTokenId).',
        remedy: expect.stringContaining('Set an active access key'),
      },
    });
  });

  it('leaves every other answer as it is, and the key in use', async () => {
    const { send, refused, calls } = world('AccountSendingPausedException');
    refused.add(newKey.accessKeyId);

    expect(await send()).toEqual(refusedAs('AccountSendingPausedException'));
    await send();
    expect(calls.every((call) => call.startsWith(newKey.accessKeyId))).toBe(true);
  });

  it.each<[SecretFailureKind, string]>([
    ['unreadable', 'paused'],
    ['key-refused', 'paused'],
    ['no-key', 'paused'],
    ['unreachable', 'unreachable'],
  ])('does not ask SES while the secret cannot be opened: %s', async (kind, answered) => {
    const { send, calls, failure } = world();
    failure.error = new SecretFailure(kind);

    const answer = await send();

    expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: answered } });
    expect(JSON.stringify(answer)).toContain('tenant acme');
    expect(JSON.stringify(answer)).not.toMatch(/plain|v1\.|AKIA/);
    expect(calls).toEqual([]);
    failure.error = undefined;
    expect(await send()).toEqual(accepted);
  });
});

describe('askWithKeys', () => {
  it('tells whose key is refused, and uses the key before for the next question', async () => {
    const { ask, refused } = world();
    refused.add(newKey.accessKeyId);

    await expect(ask()).rejects.toMatchObject({
      name: 'CredentialsProblem',
      tenantId: 'acme',
      code: 'InvalidClientTokenId',
      passes: true,
    });
    expect(await ask()).toBe(14);
  });

  it('passes every other error on', async () => {
    const { ask, refused } = world('ThrottlingException');
    refused.add(newKey.accessKeyId);

    await expect(ask()).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
