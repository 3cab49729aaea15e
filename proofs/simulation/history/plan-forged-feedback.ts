import type { LambdaFunction } from '../models/function.ts';
import { type Posted, signed, unsigned } from '../models/sns-signer.ts';
import { topicOf } from '../pipeline/webhook.ts';
import type { World } from '../pipeline/world.ts';
import { minuteMs, type Scenario } from '../scenario/scenario.ts';
import type { Errand } from '../traffic.ts';
import type { Dice } from '../world/dice.ts';
import { drawPost, forger } from './forge-posts.ts';

/** Posts of a tenant that forges feedback. */
export interface ForgedFeedback {
  readonly underWay: () => number;
}

/** A tenant posts forged feedback on its own topic, and in the name of another tenant's. */
export const planForgedFeedback = (
  world: World,
  scenario: Scenario,
  webhook: LambdaFunction,
  errands: readonly Errand[],
  dice: Dice,
): ForgedFeedback => {
  const { timeline } = world;
  const poster = createPoster(world, webhook);
  const [first, ...others] = errands;
  if (!scenario.isForged || first === undefined) return poster;
  for (const [index, atMs] of drawPostTimes(dice, scenario).entries())
    timeline.at(atMs, () => {
      const id = `forged-${index}`;
      const text = drawPost(dice, [first, ...others], timeline.now(), id);
      const { posted, isSigned } = drawPosted(dice, text, timeline.now(), id);
      void poster.post(posted, isSigned, 3);
      if (dice.chance(0.2)) void poster.post(posted, isSigned, 1);
    });
  return poster;
};

/** A post as API Gateway delivers it. */
const requestOf = (posted: Posted) => ({
  headers: { 'content-type': 'text/plain; charset=UTF-8' },
  requestContext: { http: { method: 'POST' } },
  body: JSON.stringify(posted),
  isBase64Encoded: false,
});

const oldMs = 2 * 86_400_000;

/**
 * Draws a post: most are published on its topic; some it posts itself, in the name of others or
 * with an old time.
 */
const drawPosted = (dice: Dice, text: string, nowMs: number, id: string) => {
  if (dice.chance(0.8))
    return { posted: signed(unsigned(topicOf(forger), id, text, nowMs)), isSigned: true };
  const topic = topicOf(dice.pick([forger, 'clinic', 'clinic']));
  const atMs = dice.pick([nowMs, nowMs, nowMs - oldMs, nowMs + oldMs]);
  return { posted: unsigned(topic, id, text, atMs), isSigned: false };
};

/** SNS repeats failed posts, a few times. */
const createPoster = ({ timeline, audits }: World, webhook: LambdaFunction) => {
  let underWay = 0;
  const post = async (posted: Posted, isSigned: boolean, triesLeft: number): Promise<void> => {
    underWay += 1;
    const end = await webhook.invoke(requestOf(posted));
    audits.isolation.answered(end, isSigned);
    if (end.kind === 'answered' && !JSON.stringify(end.answer).includes('503')) {
      underWay -= 1;
      return;
    }
    timeline.at(timeline.now() + minuteMs, () => {
      underWay -= 1;
      if (triesLeft > 1) void post(posted, isSigned, triesLeft - 1);
    });
  };
  return { post, underWay: () => underWay };
};

/** Times of posts: now and then, and one flood while there is much to do. */
const drawPostTimes = (
  dice: Dice,
  { startMs, calmFromMs, bursts }: Scenario,
): readonly number[] => {
  const floodMs = (bursts[0] ?? startMs) + dice.between(0, 10_000);
  return [
    ...Array.from({ length: 30 }, () => dice.between(startMs, calmFromMs)),
    ...Array.from({ length: 60 }, () => floodMs + dice.between(0, 3_000)),
  ];
};
