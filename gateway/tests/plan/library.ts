const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@tag"
])`;

/** Interfaces with keys and interface objects, fields that types allow less of than their interfaces, unions, nested keys, several keys, hidden types and values, root types of other names. */
export const librarySubgraphs = {
  catalog: `${link}
    interface Work @key(fields: "id") { id: ID! title: String! kind: Kind author: Author sequel: Work }
    type Book implements Work & Priced @key(fields: "id") @key(fields: "isbn") {
      id: ID! isbn: String! title: String! kind: Kind author: Author pages: Int! price: Float @shareable chapters: [Chapter!]! related: [Work!] grid: [[Chapter]] sequel: Book
    }
    type Film implements Work @key(fields: "id") {
      id: ID! title: String! kind: Kind author: Author minutes: Int cast: [Author!]! related: [Work!] sequel: Film!
    }
    type Scroll implements Work @key(fields: "id") @inaccessible { id: ID! title: String! kind: Kind author: Author sequel: Work }
    interface Priced { price: Float }
    type Chapter { number: Int! heading: String notes: [String!] first: Work }
    type Author @key(fields: "name { first last }") { name: Name! works: [Work!]! born: Date best: Book debut: Book @provides(fields: "blurb") }
    type Name @shareable { first: String! last: String! }
    extend type Book { blurb: String @external }
    enum Kind { FICTION FACT SECRET @inaccessible }
    scalar Date
    union Found = Book | Film | Author | Chapter
    type Query { works(first: Int = 3): [Work] work(id: ID!): Work found(text: String!): [Found] book(isbn: String): Book authors: [Author] now: Date @shareable }
    type Mutation { lend(id: ID!, days: Int! = 7): Book rename(id: ID!, title: String): Work! }
  `,
  stock: `${link}
    type Work @key(fields: "id") @interfaceObject { id: ID! copies: Int! shelf: Shelf kind: Kind @external labelled: String @requires(fields: "kind") }
    type Shelf @key(fields: "room { floor } row") { room: Room! row: Int! works: [Work!] near: [Shelf] }
    type Room @shareable { floor: Int! }
    enum Kind { FICTION FACT SECRET @inaccessible }
    type Query { shelves: [Shelf!] emptiest: Shelf! rarest: Work }
    type Mutation { move(id: ID!, row: Int!): Work }
  `,
  readers: `${link}
    schema { query: ReadersQuery mutation: ReadersMutation }
    type Book @key(fields: "id") @key(fields: "isbn") {
      id: ID! isbn: String! blurb: String @shareable price: Float @external pages: Int! @external author: Author @external
      worth: String @requires(fields: "price pages") credit: String @requires(fields: "author { name { first } born }") loans: [Loan!]!
    }
    type Author @key(fields: "name { first last }") { name: Name! born: Date @external age: String @requires(fields: "born") fans(first: Int): [Reader!] }
    type Name @shareable { first: String! last: String! }
    scalar Date
    type Reader @key(fields: "id") { id: ID! nick: String! favourite: Favourite holds: [Loan] friend: Reader query: ReadersQuery }
    type Loan { book: Book! due: Date reader: Reader! }
    union Favourite = Book | Author
    type ReadersQuery { reader(id: ID!): Reader readers(ids: [ID!]!): [Reader]! now: Date @shareable }
    type ReadersMutation { join(input: JoinInput!): Joined }
    type Joined { reader: Reader! query: ReadersQuery }
    input JoinInput { nick: String! = "x" favourites: [ID!] home: HomeInput }
    input HomeInput { street: String number: Int }
  `,
  reviews: `${link}
    type Book @key(fields: "id") @key(fields: "isbn") { id: ID! isbn: String! blurb: String @shareable stars: Float reviews(first: Int): [Review!] }
    type Film @key(fields: "id") { id: ID! stars: Float minutes: Int @override(from: "catalog") }
    type Review { text: String! by: Reader about: Reviewed score: Int! secret: String @inaccessible }
    type Reader @key(fields: "id", resolvable: false) { id: ID! }
    union Reviewed = Book | Film
    type Query { reviews: [Review] top: Reviewed }
  `,
};
