import { describe, expect, it } from '@jest/globals';
import { sendMail } from '../../../../shared/aws/ses/send-mail.ts';
import type { RawMail, SendMail } from '../../../../shared/ses-api/ports.ts';

const mail: RawMail = {
  kind: 'raw',
  source: 'shop@example.com',
  destinations: ['jane@example.org'],
  configurationSet: 'set',
  tags: {},
  mime: Buffer.from('Subject: x\r\n\r\nbody'),
};

/** What answers by which API a mail came. */
const by =
  (api: string): SendMail =>
  async () => ({ kind: 'accepted', sesMessageId: api });

describe('sendMail', () => {
  it('makes what sends by v2 with the first mail that needs it, and once', async () => {
    let made = 0;
    const send = sendMail({
      v1: by('v1'),
      v2: () => {
        made += 1;
        return by('v2');
      },
    });

    expect(await send(mail)).toMatchObject({ sesMessageId: 'v1' });
    expect(made).toBe(0);

    for (const sesTenant of ['acme', 'shop'])
      expect(await send({ ...mail, sesTenant })).toMatchObject({ sesMessageId: 'v2' });
    expect(made).toBe(1);
    expect(await send(mail)).toMatchObject({ sesMessageId: 'v1' });
  });
});
