/** Jobs that fit into the rest of the quota, and those that do not. */
export interface Fit<Job> {
  readonly fitting: readonly Job[];
  readonly others: readonly Job[];
}

/**
 * Gives out the rest of the quota in the order of the jobs. A job that is too large does not block
 * smaller ones behind it.
 *
 * @param costOf - recipients that the quota counts for a job; 0 always fits
 * @param room - recipients left
 */
export const fitQuota = <Job>(
  jobs: readonly Job[],
  costOf: (job: Job) => number,
  room: number,
): Fit<Job> => {
  const fitting: Job[] = [];
  const others: Job[] = [];
  let left = room;
  for (const job of jobs) {
    const cost = costOf(job);
    if (cost > 0 && cost > left) {
      others.push(job);
      continue;
    }
    left -= cost;
    fitting.push(job);
  }
  return { fitting, others };
};
