/** Who wrote what is pending. */
export interface Author {
  readonly by: string;
  readonly name: string;
  readonly avatar?: string;
}
