import { describe, expect, it } from '@jest/globals';
import { doctor } from '../../../../cli/commands/doctor/doctor.ts';
import { known } from '../../../../shared/health/observation.ts';
import type { Observed } from '../../../../shared/health/observed.ts';
import { healthyPipeline } from '../../../support/healthy-pipeline.ts';
import { capturedIo } from '../../captured-io.ts';

const examine = async (changes: Partial<Observed> = {}, options: object = {}) => {
  const io = capturedIo();
  const observe = async () => ({ ...healthyPipeline(), ...changes });
  const code = await doctor({ canary: false, ...options }, { ...io, observe });
  return { code, ...io };
};

const account = (changes: object): Partial<Observed> => {
  const { account: healthy } = healthyPipeline();
  return healthy.kind === 'known' ? { account: known({ ...healthy.value, ...changes }) } : {};
};

describe('doctor', () => {
  it('says in one line a check that all is well, and exits with 0', async () => {
    const { code, out, err } = await examine();

    expect(code).toBe(0);
    expect(err).toEqual([]);
    expect(out).toContain('ok           queues                    the queues exist (7)');
    expect(out.at(-1)).toMatch(/^0 failures, 0 warnings, 0 not known, \d+ well\.$/);
  });

  it('shows under a failure what to do, the command and the source, and exits with 3', async () => {
    const { code, out } = await examine(account({ isSendingEnabled: false }));
    const at = out.findIndex((line) => line.startsWith('failure'));

    expect(code).toBe(3);
    expect(out.slice(at, at + 4)).toEqual([
      'failure      sending-enabled           sending is switched off for the whole account in this region; mail waits on its queues',
      '             Find out who switched it off, and why; then switch it on.',
      '               aws sesv2 put-account-sending-attributes --sending-enabled --region eu-west-1',
      '             https://docs.aws.amazon.com/ses/latest/dg/monitoring-sender-reputation-pausing.html',
    ]);
  });

  it('exits with 0 for warnings, and names the cause of what only follows', async () => {
    const { code, out } = await examine(account({ enforcementStatus: 'PROBATION' }));

    expect(code).toBe(0);
    expect(out.at(-1)).toContain('0 failures, 1 warning,');
  });

  it('exits with 1 when AWS does not know the caller', async () => {
    const { code, out } = await examine({
      caller: { kind: 'refused', action: 'sts:GetCallerIdentity', code: 'ExpiredToken' },
    });

    expect(code).toBe(1);
    expect(out[0]).toContain('AWS does not accept the credentials (ExpiredToken)');
  });

  it('prints every subject as JSON', async () => {
    const { out } = await examine({}, { json: true });
    const lines = out.map((line): Record<string, unknown> => JSON.parse(line));

    expect(lines.length).toBeGreaterThan(80);
    expect(lines.find(({ check }) => check === 'quota')).toEqual({
      check: 'quota',
      status: 'ok',
      subject: '',
      says: '100 of 50000 recipients in 24 hours, 14 recipients a second',
      remedy: null,
      followsFrom: null,
      source: 'https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html',
    });
  });

  it('lets nothing that AWS says steer the terminal', async () => {
    const { out } = await examine({
      recommendations: known([
        { type: 'DKIM', resourceArn: 'a:b', description: 'red \u001b[31m\nline', impact: 'HIGH' },
      ]),
    });

    expect(out.join('')).not.toContain('\u001b');
    expect(out.some((line) => line.startsWith('line'))).toBe(false);
  });
});
