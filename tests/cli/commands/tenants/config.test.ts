import { describe, expect, it } from '@jest/globals';
import { putConfig, showConfig } from '../../../../cli/commands/tenants/config.ts';
import { apiWorld } from '../../../fakes/api-world.ts';
import { capturedIo } from '../../captured-io.ts';

const document = {
  email: {
    primary: {
      ...{ provider: 'ses', enabled: false, priority: 2 },
      credentials: { region: 'eu-west-1', fromEmail: 'care@clinic.example' },
    },
    fallback: [],
  },
};

const world = (file: string | Uint8Array | undefined) => {
  const { ports, tenants } = apiWorld();
  const io = {
    ...capturedIo(),
    config: ports,
    readFile: async () => {
      if (file === undefined) throw new Error('ENOENT: secret-name.json');
      return Buffer.from(file);
    },
  };
  return { io, tenants };
};

describe('tenants config', () => {
  it('puts a document and shows it as it was written', async () => {
    const { io, tenants } = world(JSON.stringify(document));

    expect(await putConfig('acme', 'clinic.json', io)).toBe(0);
    expect(JSON.parse(io.out.join(''))).toEqual(document);
    expect(tenants.get('acme')?.pauses).toHaveProperty('switched-off');
    expect(await showConfig('acme', io)).toBe(0);
  });

  it.each([
    [
      'a document with faults',
      JSON.stringify({ email: { primary: {}, more: 1 } }),
      3,
      'email.more',
    ],
    [
      'a key that AWS does not know',
      JSON.stringify({
        email: {
          primary: {
            provider: 'ses',
            enabled: true,
            credentials: { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x'.repeat(40) },
          },
        },
      }),
      3,
      'not known to AWS',
    ],
    ['no JSON', '{', 2, 'no JSON'],
    ['another coding', Buffer.from('\uFEFF{}', 'utf16le'), 2, 'UTF-16'],
    ['no file', undefined, 2, 'cannot be read'],
  ])('refuses %s and changes nothing', async (_, file, code, text) => {
    const { io, tenants } = world(file);

    expect(await putConfig('acme', 'clinic.json', io)).toBe(code);
    expect(io.err.join('\n')).toContain(text);
    expect(io.err.join('\n')).not.toContain('secret-name');
    expect(tenants.size).toBe(0);
  });

  it('takes no name for a tenant that none can have', async () => {
    const { io } = world('{}');

    expect([await putConfig('a b', 'x', io), await showConfig('*', io)]).toEqual([2, 2]);
  });
});
