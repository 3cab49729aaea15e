import { emailAdvice } from '../../../shared/enqueue/email-advice.ts';
import { emailProblems } from '../../../shared/enqueue/email-problems.ts';
import { newId, systemClock } from '../../../shared/system/clock.ts';
import type { CommandIo } from '../../command-io.ts';
import type { CheckIo } from './check.ts';
import { readInput } from './read-input.ts';

/** Tools of `send --check`. */
export const checkTools: Omit<CheckIo, keyof CommandIo> = {
  readFile: readInput,
  findProblems: (message) => emailProblems(message, systemClock.now(), newId),
  findAdvice: (message) => emailAdvice(message, systemClock.now()),
};
