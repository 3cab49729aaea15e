import type { Invocation } from '../pipeline/invocation.ts';
import type { Dice } from '../world/dice.ts';
import type { Journal } from '../world/journal.ts';
import type { Timeline } from '../world/timeline.ts';
import type { Container } from './container.ts';

/**
 * A deployed function: it runs once per container, and what it returns runs once per invocation.
 */
export type Deployed = (
  container: Container,
) => (event: unknown, invocation: Invocation) => Promise<unknown>;

export interface FunctionOptions {
  readonly name: string;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly journal: Journal;
  readonly timeoutMs: number;
  readonly deployed: Deployed;
  /** Probability that the machine dies at a request; asked before and after each. */
  readonly killChance: () => number;
  /** Clock error of a new machine; ms. */
  readonly clockOffsetMs: () => number;
}
