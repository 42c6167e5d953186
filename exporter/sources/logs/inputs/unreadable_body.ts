/** Why nothing of a body is counted, as a sentence for whoever sent it. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
  /** The HTTP status that it is answered with. */
  readonly status: 400 | 413 | 422;

  constructor(status: UnreadableBody['status'], problem: string) {
    super(problem);
    this.status = status;
  }
}
