import type { RecipientState } from '../messages/recipient-state.ts';
import type { Obstacle } from './obstacles.ts';

/** Why one recipient has the mail or has it not, and what comes next. */
export interface RecipientExplanation {
  readonly recipient: string;
  readonly state: RecipientState;
  readonly cause: string;
  readonly next: string;
  readonly command: string | null;
}

/** Why a mail was not sent, and what happens next. */
export interface MailExplanation {
  readonly recipients: readonly RecipientExplanation[];
  /** What it waits for, where it waits. */
  readonly obstacles: readonly Obstacle[];
  /** What is not known, and why. */
  readonly cannotTell: readonly string[];
}
