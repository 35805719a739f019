export { isSerializationFailure, type BeginOptions, type OpenTransaction, type TransactionDriver } from './driver.js';
export { Transactions, type TransactionsOptions } from './transactions.js';
