import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Sha256 } from '../../../../shared/aws/clients/sha256.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const chunks = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 });
const secrets = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 100 }));

describe('SHA-256 for the SDK', () => {
  it("gives Node's digest of all that it was told", () =>
    fc.assert(
      fc.asyncProperty(chunks, async (all) => {
        const ours = new Sha256();
        for (const chunk of all) ours.update(chunk);

        const expected = createHash('sha256').update(Buffer.concat(all)).digest('hex');
        expect(hex(await ours.digest())).toBe(expected);
      }),
    ));

  it("gives Node's HMAC with a secret, again and again", () =>
    fc.assert(
      fc.asyncProperty(chunks, secrets, async (all, secret) => {
        const expected = createHmac('sha256', secret).update(Buffer.concat(all)).digest('hex');

        for (let time = 0; time < 2; time += 1) {
          const ours = new Sha256(secret);
          for (const chunk of all) ours.update(chunk);
          expect(hex(await ours.digest())).toBe(expected);
        }
      }),
    ));

  it('takes text, buffers and views of a part of a buffer for what they hold', async () => {
    const ours = new Sha256();
    ours.update('Größe');
    ours.update(new Uint8Array([1, 2]).buffer);
    ours.update(new Uint8Array([0, 3, 4, 0]).subarray(1, 3));

    const expected = createHash('sha256')
      .update('Größe')
      .update(new Uint8Array([1, 2, 3, 4]));
    expect(hex(await ours.digest())).toBe(expected.digest('hex'));
  });

  it('forgets what it was told when it is reset', async () => {
    const ours = new Sha256();
    ours.update('before');
    ours.reset();
    ours.update('after');

    expect(hex(await ours.digest())).toBe(createHash('sha256').update('after').digest('hex'));
  });
});
