const imports =
  '"@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@tag", "@composeDirective"';
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;

/** Nested requires with fragments, chains of requires, composed directives, compound keys, deep lists and custom scalars, mutations in a row. */
export const shopSubgraphs = {
  products: `${link} @link(url: "https://shop.example/hint/v1.0", import: ["@hint"]) @composeDirective(name: "@hint")
    directive @hint(of: String) on FIELD_DEFINITION
    type Product @key(fields: "upc") @key(fields: "sku brand { code }") {
      upc: ID! sku: String! brand: Brand! name: String @hint(of: "short") weight: Int size: Size json: Json tags: [String] matrix: [[Int!]!] similar: [Product!]! @tag(name: "x")
    }
    type Brand @key(fields: "code") { code: String! title: String }
    type Size { width: Float height: Float! unit: Unit! }
    enum Unit { CM INCH }
    scalar Json
    type Query { product(upc: ID!): Product products(first: Int = 2, unit: Unit): [Product!] search(where: Where): [Thing!]! brands: [Brand] }
    input Where { text: String units: [Unit!] and: [Where!] max: Int = 5 }
    union Thing = Product | Brand
    type Mutation { addProduct(where: Where, upc: ID!): Product! dropProduct(upc: ID!): Boolean! }
  `,
  inventory: `${link}
    type Product @key(fields: "upc") {
      upc: ID! weight: Int @external size: Size @external inStock: Boolean! crate: String @requires(fields: "weight size { width unit }")
      parcel: Parcel @requires(fields: "weight") place: Place
    }
    type Size @external { width: Float unit: Unit! }
    enum Unit { CM INCH }
    type Parcel { weight: Int! label: String stamps: [Stamp!] }
    type Stamp { value: Float! product: Product }
    interface Place { city: String! }
    type Store implements Place @key(fields: "id") { id: ID! city: String! boss: Person staff: [Person!]! }
    type Depot implements Place @key(fields: "id") { id: ID! city: String! area: Float doors: [Int] }
    type Person @key(fields: "id") { id: ID! }
    type Query { stores: [Store!]! places(near: String): [Place] depot(id: ID!): Depot }
    type Mutation { restock(upc: ID!): Product closeStore(id: ID!): Store }
  `,
  shipping: `${link}
    type Product @key(fields: "upc") @key(fields: "sku brand { code }") {
      upc: ID! sku: String! brand: Brand! crate: String @external place: Place @external
      quote: String @requires(fields: "crate place { ... on Store { boss { name } city } ... on Depot { area } }")
      fee: Float @shareable carrier: Carrier
    }
    type Brand @key(fields: "code", resolvable: false) { code: String! }
    interface Place { city: String! }
    type Store implements Place @key(fields: "id") { id: ID! city: String! @external boss: Person @external }
    type Depot implements Place @key(fields: "id") { id: ID! city: String! @external area: Float @external }
    type Person @key(fields: "id") { id: ID! name: String @external }
    type Carrier @key(fields: "id") { id: ID! name: String! serves: [Product] rank(of: Int!, since: String): Int fee: Float @inaccessible }
    type Query { carriers(ids: [ID!]): [Carrier!]! }
    type Mutation { ship(upc: ID!): Carrier }
  `,
  people: `${link}
    type Person @key(fields: "id") @key(fields: "email") { id: ID! email: String! name: String @shareable friends(first: Int): [Person!] bought: [Product] mentor: Person }
    type Product @key(fields: "upc") { upc: ID! buyers: [Person!] fee: Float @shareable }
    type Query { me: Person people(emails: [String!]!): [Person]! }
    type Mutation { befriend(id: ID!): Person! }
  `,
};
