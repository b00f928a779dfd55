@path: '/odata/v4/shop'
service shop {
  entity Shelf {
    key id : UUID;
    name  : String;
    kind  : String;
    stock : Integer;
    price : Double;
    sold  : Boolean;
  }

  @cds.query.limit: 5
  entity Leaves as projection on Pages;

  entity Pages {
    key id : Integer;
    stock  : Integer;
  }

  entity Notes {
    key ID : UUID;
    text   : String;
    day    : Date;
    @odata.etag changed : Timestamp @cds.on.update: $now @cds.on.insert: $now;
  }
}
