import { pauserText } from '../../tenants/pauses.ts';
import type { JudgeRule } from '../judge-rule.ts';
import { cannotJudge } from './cannot-judge.ts';

/**
 * Mail of a paused tenant or stream is held, and goes out when the pause ends.
 *
 * @see docs/reputation.md
 */
export const pauseRule: JudgeRule = ({ message }, { pause }) => {
  if (pause.kind === 'cannot-tell')
    return [
      cannotJudge(pause, {
        rule: 'pause',
        field: 'stream',
        says: 'whether its tenant or stream is paused',
        remedy: 'look at it: ses-pipeline reputation',
      }),
    ];
  if (pause.fact === undefined) return [];
  const { by, since } = pause.fact;
  return [
    {
      ...({ severity: 'warning', rule: 'pause', field: 'stream' } as const),
      says: `mail of stream ${message.stream} of its tenant is paused by ${pauserText[by]} since ${new Date(since).toISOString()}, so it would be held`,
      remedy: 'have the pause ended; it goes out then by itself',
    },
  ];
};
