import PDFDocument from 'pdfkit';
import { encode } from 'uqr';

/** What the label of one card says. Nothing of it lets anybody in: labels lie about, and are photographed. */
export interface CardLabel {
  /** Counted from 1 within this sheet, of `count`. */
  readonly number: number;
  readonly count: number;
  readonly siteName: string;
  readonly deviceName: string;
  readonly hostName: string;
  readonly role: string;
  /** Until when the card's claim is good: `2026-12-21`. */
  readonly enrolBy: string;
  /** The device's place in the dashboard, for who stands at the mast. */
  readonly url: string;
}

/** In points of PDF, of which 72 are an inch. */
const page = { width: 595.28, height: 841.89 };
const label = { width: 176, height: 88, padding: 8, qr: 72 };
const columns = Math.floor(page.width / label.width);
const rows = Math.floor((page.height - 48) / label.height);
const left = (page.width - columns * label.width) / 2;
const top = (page.height - rows * label.height) / 2;

/** A sheet of A4 with a small label for each card, to cut out along the lines. Resolves with the PDF's bytes. */
export function labelSheet(labels: readonly CardLabel[]): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    info: { Title: 'Labels of cards', Producer: 'Eyrie', Creator: 'eyrie image flash' },
  });
  const written = new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  for (const [index, one] of labels.entries()) {
    const place = index % (columns * rows);
    if (place === 0) document.addPage();
    const x = left + (place % columns) * label.width;
    const y = top + Math.floor(place / columns) * label.height;
    drawLabel(document, one, x, y);
  }
  document.end();
  return written;
}

function drawLabel(document: PDFKit.PDFDocument, one: CardLabel, x: number, y: number): void {
  document.rect(x, y, label.width, label.height);
  document.lineWidth(0.5).dash(2, { space: 2 }).stroke('#999999').undash();
  drawCode(document, one.url, x + label.padding, y + (label.height - label.qr) / 2);
  const textX = x + label.padding + label.qr + label.padding;
  const width = label.width - label.qr - 3 * label.padding;
  const lines = [
    { text: one.deviceName, font: 'Helvetica-Bold', size: 11 },
    { text: one.siteName, font: 'Helvetica', size: 9 },
    { text: one.hostName, font: 'Courier', size: 8 },
    { text: `${one.role}, card ${one.number} of ${one.count}`, font: 'Helvetica', size: 7 },
    { text: `Start before ${one.enrolBy}`, font: 'Helvetica', size: 7 },
  ];
  let lineY = y + label.padding + 4;
  for (const { text, font, size } of lines) {
    document.font(font).fillColor('#000000');
    const plain = printable(text);
    const fitting = fittingSize(document, plain, size, width);
    // One line each: a name that is longer still ends in an ellipsis.
    document.fontSize(fitting);
    document.text(plain, textX, lineY, {
      width,
      height: fitting,
      lineBreak: false,
      ellipsis: true,
    });
    lineY += size + 4;
  }
}

/** Squares of one path, so that no hair lines show between them. */
function drawCode(document: PDFKit.PDFDocument, text: string, x: number, y: number): void {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const module = label.qr / size;
  for (const [row, cells] of data.entries()) {
    for (const [column, isDark] of cells.entries()) {
      if (isDark) document.rect(x + column * module, y + row * module, module, module);
    }
  }
  document.fill('#000000');
}

/** Shrunk to what is still read without glasses. */
function fittingSize(
  document: PDFKit.PDFDocument,
  text: string,
  size: number,
  width: number,
): number {
  const needed = document.fontSize(size).widthOfString(text);
  return needed <= width ? size : Math.max(6, (size * width) / needed);
}

/** What the fonts of every PDF reader have; the QR code and the host name say the rest. */
function printable(text: string): string {
  return text.normalize('NFC').replace(/[^\u0020-\u007e\u00a0-\u00ff]/gu, '?');
}
