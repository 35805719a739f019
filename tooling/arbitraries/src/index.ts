export { rowLists, sorts, where, type NewRow, type Row } from './rows.js';
