import { existsSync } from 'node:fs';
import path from 'node:path';
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

/** Faces of the three kinds of lines, by their names in the document. */
const everyReaders = { bold: 'Helvetica-Bold', plain: 'Helvetica', host: 'Courier' };
/** Where systems keep DejaVu (free to embed: its licence is that of Bitstream Vera); the first that is there serves. */
const dejaVuFolders = [
  '/usr/share/fonts/truetype/dejavu',
  '/usr/share/fonts/dejavu-sans-fonts',
  '/usr/share/fonts/TTF',
  '/Library/Fonts',
];

/**
 * Names that only a font of the system can write; empty where none is needed, or where it has one. DejaVu has Latin,
 * Greek, Cyrillic, Armenian and Georgian letters here; its Arabic would need words to be ordered from the right, which
 * the library does not do, and of East and South Asia it has nothing.
 */
export function unwritable(labels: readonly CardLabel[], folders = dejaVuFolders): string[] {
  const names = labels.flatMap(({ deviceName, siteName }) => [deviceName, siteName]);
  const isWide = dejaVuIn(folders) !== null;
  return [...new Set(names)].filter((name) => printable(name, isWide) !== name.normalize('NFC'));
}

/** A sheet of A4 with a small label for each card, to cut out along the lines. Resolves with the PDF's bytes. */
export function labelSheet(labels: readonly CardLabel[], folders = dejaVuFolders): Promise<Buffer> {
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
  const dejaVu = dejaVuIn(folders);
  const isPlain = labels.every(({ deviceName, siteName }) => isLatin(`${deviceName}${siteName}`));
  const isWide = dejaVu !== null && !isPlain;
  const faces = isWide ? { ...everyReaders, ...dejaVu } : everyReaders;
  for (const [index, one] of labels.entries()) {
    const place = index % (columns * rows);
    if (place === 0) document.addPage();
    const x = left + (place % columns) * label.width;
    const y = top + Math.floor(place / columns) * label.height;
    drawLabel(document, one, { x, y, faces, isWide });
  }
  document.end();
  return written;
}

interface Drawing {
  readonly x: number;
  readonly y: number;
  readonly faces: typeof everyReaders;
  readonly isWide: boolean;
}

function drawLabel(
  document: PDFKit.PDFDocument,
  one: CardLabel,
  { x, y, faces, isWide }: Drawing,
): void {
  document.rect(x, y, label.width, label.height);
  document.lineWidth(0.5).dash(2, { space: 2 }).stroke('#999999').undash();
  drawCode(document, one.url, x + label.padding, y + (label.height - label.qr) / 2);
  const textX = x + label.padding + label.qr + label.padding;
  const width = label.width - label.qr - 3 * label.padding;
  const lines = [
    { text: one.deviceName, font: faces.bold, size: 11 },
    { text: one.siteName, font: faces.plain, size: 9 },
    { text: one.hostName, font: faces.host, size: 8 },
    { text: `${one.role}, card ${one.number} of ${one.count}`, font: faces.plain, size: 7 },
    { text: `Start before ${one.enrolBy}`, font: faces.plain, size: 7 },
  ];
  let lineY = y + label.padding + 4;
  for (const { text, font, size } of lines) {
    document.font(font).fillColor('#000000');
    const plain = printable(text, isWide);
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

function dejaVuIn(folders: readonly string[]): { bold: string; plain: string } | null {
  for (const folder of folders) {
    const [bold, plain] = ['DejaVuSans-Bold.ttf', 'DejaVuSans.ttf'].map((name) =>
      path.join(folder, name),
    );
    if (bold && plain && existsSync(bold) && existsSync(plain)) return { bold, plain };
  }
  return null;
}

/** What the fonts of every PDF reader have. */
function isLatin(text: string): boolean {
  return !/[^\u0020-\u007e\u00a0-\u00ff]/u.test(text.normalize('NFC'));
}

/** With `?` for what the font does not have; the QR code and the host name say the rest. */
function printable(text: string, isWide: boolean): string {
  const wide =
    /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]|\p{Extended_Pictographic}/gu;
  const plain = /[^\u0020-\u007e\u00a0-\u00ff]/gu;
  return text.normalize('NFC').replace(isWide ? wide : plain, '?');
}
