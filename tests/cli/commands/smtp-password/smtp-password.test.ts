import { describe, expect, it } from '@jest/globals';
import { printSmtpPassword } from '../../../../cli/commands/smtp-password/smtp-password.ts';
import { capturedIo } from '../../captured-io.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

const run = async (region: string | undefined, typed: string | undefined, json = false) => {
  const io = capturedIo();
  const code = await printSmtpPassword({ json }, { ...io, region, readSecret: async () => typed });
  return { code, out: io.out.join('\n'), err: io.err.join('\n') };
};

describe('smtp-password', () => {
  // The example key of AWS's pages, by the steps of the program on AWS's page, in Python. Further
  // vectors are in tests/shared/access-keys/smtp-password.test.ts.
  it.each([
    ['us-east-1', 'BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9'],
    ['eu-west-1', 'BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk'],
  ])('is in %s what the program of AWS derives', async (region, password) => {
    const { code, out, err } = await run(region, secret);

    expect({ code, out }).toEqual({ code: 0, out: password });
    expect(err).toMatch(`email-smtp.${region}.amazonaws.com, port 587`);
  });

  it('prints host and password as JSON, and nothing else', async () => {
    expect(await run('eu-west-1', secret, true)).toEqual({
      code: 0,
      out: '{"region":"eu-west-1","host":"email-smtp.eu-west-1.amazonaws.com","smtpPassword":"BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk"}',
      err: '',
    });
  });

  it('warns of a region without an SMTP server', async () => {
    expect((await run('af-south-1', secret)).err).toMatch(/not known to have an SMTP server/);
    expect((await run('eu-west-1', secret)).err).not.toMatch(/not known/);
  });

  it.each([undefined, '', 'europe'])('exits with 2 in the region %s', async (region) => {
    expect(await run(region, secret)).toMatchObject({ code: 2, out: '' });
  });

  it.each([undefined, ''])('exits with 2 when no secret is given: %j', async (typed) => {
    expect(await run('eu-west-1', typed)).toMatchObject({ code: 2, out: '' });
  });

  it.each(['AKIAIOSFODNN7EXAMPLE', 'hunter2', `${secret} `, '********'])(
    'exits with 3 when %s cannot be the secret, and does not show it',
    async (typed) => {
      const { code, out, err } = await run('eu-west-1', typed);

      expect({ code, out }).toEqual({ code: 3, out: '' });
      expect(err).not.toContain(typed);
    },
  );
});
