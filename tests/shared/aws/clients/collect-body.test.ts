import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { collectBody } from '../../../../shared/aws/clients/collect-body.ts';

describe('body of an answer', () => {
  it.each([[[]], [['one']], [['one', ' and ', 'two']]])('is all its chunks: %j', async (chunks) => {
    const body = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

    expect(Buffer.from(await collectBody(body)).toString()).toBe(chunks.join(''));
  });

  it('is none when the connection fails', async () => {
    const body = new PassThrough();
    const collected = collectBody(body);
    body.write('half');
    body.destroy(new Error('reset'));

    await expect(collected).rejects.toThrow('reset');
  });

  it('is none when the answer breaks off without an error', async () => {
    const body = new PassThrough();
    const collected = collectBody(body);
    body.write('half');
    body.destroy();

    await expect(collected).rejects.toThrow('The answer broke off.');
  });
});
