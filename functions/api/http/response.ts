import { type Problem, problemBody } from './problem.ts';
import type { Answer } from './route.ts';

/** No answer is kept by anybody on the way: each concerns one caller. */
const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

export const problemResponse = (problem: Problem): Response =>
  Response.json(problemBody(problem), {
    status: problem.status,
    headers: { ...common, ...problem.headers, 'content-type': 'application/problem+json' },
  });

export const toResponse = (answer: Answer): Response =>
  answer.kind === 'problem'
    ? problemResponse(answer)
    : Response.json(answer.body, { status: answer.status, headers: common });
