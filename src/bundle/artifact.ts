/** The zip of one function, addressed by its content: the same sources give the same bytes on any machine. */
export interface Artifact {
  readonly functionKey: string;
  /** Where the zip lies on this machine. */
  readonly file: string;
  /** Lower-case hex sha256 of the zip. */
  readonly sha256: string;
  /** The same digest in base64, as Lambda reports it (`CodeSha256`). */
  readonly codeSha256: string;
  /** Bytes of the zip. */
  readonly size: number;
  /** Bytes unzipped. */
  readonly unzippedSize: number;
  /** Lambda's `Handler`: `index.handler`. */
  readonly handler: string;
}
