/** So many frames of another size in a row are no mistake: somebody set the camera otherwise. */
const othersMax = 3;

/** The size of a camera that decides itself: that of its first frame, until it stays another one. */
export class SeenSize {
  width = 0;
  height = 0;
  private others = 0;

  see(size: { readonly width: number; readonly height: number }): void {
    if (size.width === this.width && size.height === this.height) {
      this.others = 0;
      return;
    }
    this.others += 1;
    if (this.width !== 0 && this.others < othersMax) return;
    this.width = size.width;
    this.height = size.height;
    this.others = 0;
  }
}
