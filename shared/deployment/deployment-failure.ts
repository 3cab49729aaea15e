/** Error of a deployment or removal that cannot go on; the account is as it was, or rolled back. */
export class DeploymentFailure extends Error {
  override readonly name = 'DeploymentFailure';
  /** What to do: sentences and whole commands, in order. */
  readonly remedy: readonly string[];

  constructor(message: string, remedy: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
