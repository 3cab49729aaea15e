import type { SesWorld } from '../world.ts';
import type { RestAnswer } from './rest-answer.ts';
import type { RestRequest } from './rest-request.ts';

/** One operation of the v2 API. */
export interface RestOperation {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  /** @param pathValue - what the path's group matched, decoded; '' where it has none */
  readonly run: (world: SesWorld, request: RestRequest, pathValue: string) => RestAnswer;
}
