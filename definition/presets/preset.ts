/** An alert that is taken over by its name. */
export interface Preset {
  /** As it would be written in monitoring.yml. */
  readonly alert: { readonly name: string } & Readonly<Record<string, unknown>>;
  /** What must be there for it; completes the sentence «expected …». */
  readonly needs: string;
}
