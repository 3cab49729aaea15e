/** A command that is not run, because its user did not confirm it or its options cannot be followed. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('refused');
    this.exitCode = exitCode;
  }
}
