import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../src/random.js';

// Writes products.json, the catalogue that the scenarios read: `npx tsx apps/playground/data/make-products.ts`.
// The same file every time, so that runs on any two machines can be compared.

const COUNT = 5_000;
const SEED = 20_260_101;

const MATERIALS = [
  'Oak',
  'Linen',
  'Steel',
  'Ceramic',
  'Walnut',
  'Cotton',
  'Brass',
  'Glass',
  'Cork',
  'Leather',
  'Wool',
  'Bamboo',
];
const STYLES = ['Classic', 'Nordic', 'Compact', 'Everyday', 'Heritage', 'Studio', 'Travel', 'Junior', 'Pro', 'Slim'];
const TAGS = ['new', 'sale', 'eco', 'bestseller', 'gift', 'limited', 'handmade', 'refurbished', 'outdoor', 'bulky'];
/** What is sold in a category, and from what to what price, in minor units. */
const CATEGORIES: readonly (readonly [
  name: string,
  code: string,
  from: number,
  to: number,
  things: readonly string[],
])[] = [
  [
    'kitchen',
    'KIT',
    490,
    18_900,
    ['Bowl', 'Carafe', 'Chopping Board', 'Kettle', 'Pan', 'Mug', 'Pepper Mill', 'Storage Jar'],
  ],
  [
    'living',
    'LIV',
    1_900,
    129_000,
    ['Armchair', 'Side Table', 'Bookshelf', 'Floor Lamp', 'Rug', 'Cushion', 'Throw', 'Vase'],
  ],
  [
    'office',
    'OFF',
    250,
    64_900,
    ['Desk', 'Desk Lamp', 'Notebook', 'Pen Tray', 'Task Chair', 'Monitor Stand', 'Planner'],
  ],
  [
    'garden',
    'GAR',
    690,
    49_900,
    ['Planter', 'Watering Can', 'Lantern', 'Bench', 'Hand Trowel', 'Bird Feeder', 'Parasol'],
  ],
  ['bath', 'BAT', 390, 15_900, ['Towel', 'Bath Mat', 'Soap Dish', 'Mirror', 'Laundry Basket', 'Stool']],
  ['travel', 'TRA', 990, 39_900, ['Backpack', 'Weekender', 'Wash Bag', 'Bottle', 'Umbrella', 'Luggage Tag']],
  ['kids', 'KID', 590, 24_900, ['Play Mat', 'Night Light', 'Building Blocks', 'Toy Chest', 'High Chair', 'Mobile']],
  ['bedroom', 'BED', 1_290, 159_000, ['Bed Frame', 'Duvet Cover', 'Pillow', 'Bedside Table', 'Wardrobe', 'Blanket']],
];
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'CHF', 'GBP'];

/** The text of products.json. */
export function makeProducts(): string {
  const random = seededRandom(SEED);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const lines: string[] = [];
  for (let index = 0; index < COUNT; index += 1) {
    const category = pick(CATEGORIES);
    if (category === undefined) throw new Error('There is no category');
    const [name, code, from, to, things] = category;
    // Cheap things are common and dear ones rare; prices end in 90 or 00 as in a shop.
    const price = Math.round((from + (to - from) * random() ** 3) / 100) * 100 - (random() < 0.7 ? 10 : 0);
    const tags = [...new Set([pick(TAGS), pick(TAGS), pick(TAGS)])].slice(0, Math.floor(random() * 4));
    const product = {
      id: uuidOf(index),
      sku: `${code}-${String(index).padStart(5, '0')}`,
      name: `${pick(STYLES)} ${pick(MATERIALS)} ${pick(things)}`,
      category: name,
      price: Math.max(90, price),
      currency: pick(CURRENCIES),
      stock: random() < 0.06 ? 0 : Math.floor(random() ** 2 * 400),
      tags,
    };
    lines.push(JSON.stringify(product));
  }
  return `[\n${lines.join(',\n')}\n]\n`;
}

/** A UUIDv7 whose time is the product's place in the list: sorted by id is sorted by age, as in a real table. */
function uuidOf(index: number): string {
  const time = (Date.UTC(2025, 0, 1) + index * 3_600_000).toString(16).padStart(12, '0');
  const rest = createHash('sha256').update(`product ${index}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

const [, script] = process.argv;
if (script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('products.json', import.meta.url), makeProducts());
}
